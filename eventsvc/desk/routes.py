"""The blueprints of this face."""

from eventsvc.desk import doors, events, guests, home, outbox, series, settings, sign_in, team

BLUEPRINTS = (sign_in.bp, home.bp, series.bp, events.bp, guests.bp, doors.bp, outbox.bp, team.bp, settings.bp)

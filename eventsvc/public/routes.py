"""The blueprints of this face."""

from eventsvc.public import agenda, brand, events, feeds, legal, mine, register, registration, series, tickets

BLUEPRINTS = (agenda.bp, series.bp, events.bp, register.bp, registration.bp, tickets.bp, mine.bp, feeds.bp, legal.bp, brand.bp)

"""The blueprints of this face."""

from eventsvc.door import pairing, roster, scanner, scans

BLUEPRINTS = (pairing.bp, scanner.bp, roster.bp, scans.bp)

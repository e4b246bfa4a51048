"""Pages for attendees."""

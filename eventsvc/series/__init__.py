"""Series: many events with common defaults, two zones, one page, one feed."""

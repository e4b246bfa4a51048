"""The event and ticketing service that a community runs by itself."""

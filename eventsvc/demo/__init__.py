"""Sample data: an organisation with a team, two series, events in every state, a few hundred invented guests."""

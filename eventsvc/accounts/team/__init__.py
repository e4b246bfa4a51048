"""Who works for an organisation, and as what."""

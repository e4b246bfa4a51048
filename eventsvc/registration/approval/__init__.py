"""Tickets that need a yes: the desk's answers, how they are told, what they say."""

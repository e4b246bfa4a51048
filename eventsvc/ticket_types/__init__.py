"""What is offered: pools, ticket types."""

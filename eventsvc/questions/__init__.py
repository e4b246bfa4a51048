"""What guests are asked, and what they answered."""

"""What is run by hand or at set-up: management commands and what they read."""

"""What the doors share: reading input, saying problems. Stands under portal, console and API."""

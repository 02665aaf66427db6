"""People: staff, marketplace accounts, helpers, keys, and signing in."""

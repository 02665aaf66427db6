"""That a message gets there: outbox, delivery, attempts and channels. Knows kinds as plain strings."""

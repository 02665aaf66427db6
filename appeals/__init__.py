"""Cases: what happens after a marketplace suspends someone."""

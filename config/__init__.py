"""Settings, addresses and start-up: the one package that may import every other."""

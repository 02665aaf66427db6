"""One module per way of running: demo, test, bench, production; all start from base."""

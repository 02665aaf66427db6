"""The REST API for the marketplace's own systems. A machine reports and reads; it never judges."""

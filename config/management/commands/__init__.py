"""Set-up, the demo and what belongs to running the product."""

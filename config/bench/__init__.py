"""Measuring: databases of known size, and the ratios between what the product does and what is possible."""

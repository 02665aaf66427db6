"""The staff's console: pages for those who record, judge and sign. It holds no rule and no query of its own."""

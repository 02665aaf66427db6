"""The sample cases: invented people, what happened to them, and how each case was told from its first day to now."""

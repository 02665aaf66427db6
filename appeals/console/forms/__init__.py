"""What staff type in: cleaned and turned into the drafts that the verbs take. The rules stand in the verbs."""

"""The guided tour: one case to its decision and one to its closure and back, through the real doors."""

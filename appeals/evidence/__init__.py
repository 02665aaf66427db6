"""Evidence: files in, view copies and findings out. Nothing here keeps state or touches the database."""

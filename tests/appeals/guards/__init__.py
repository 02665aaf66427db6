"""The guards of the database, tried as the product's own role."""

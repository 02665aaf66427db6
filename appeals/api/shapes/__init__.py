"""The answers: types that the schema is made from, and typed functions from rows to them. Nothing of the staff side has a place here."""

"""What goes wrong with the embedded servers, as a sentence and a next step."""


class EmbeddedError(Exception):
    """Its text is printed as it is: what happened, and what to do."""

"""How a decoder says that a file is not one we can take or show."""

from __future__ import annotations


class Unfit(Exception):
    """The file cannot be used: a stable code, and the figures its sentence needs."""

    def __init__(self, code: str, **figures: int) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures

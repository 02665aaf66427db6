"""What a member of the staff has chosen for their own desk. Where nothing was chosen, the safer of two ways holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User


def covers_pictures(user: User) -> bool:
    """Whether pictures that people sent stay covered until this reader opens them; they do, unless the reader chose otherwise."""
    return bool(getattr(user, "covers_pictures", True))

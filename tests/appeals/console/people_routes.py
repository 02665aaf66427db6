"""The addresses about people of the desk, and who reads which of them."""

from __future__ import annotations

from django.urls import reverse

LEADS = (403, 403, 200, 200, 403, 403, 403)
ADMINISTRATORS = (403, 403, 403, 200, 403, 403, 403)
FORM_ALONE = (405,) * 7
# What a page answers to intake, a reviewer, a senior, an administrator, a keeper of keys, an auditor, and who has no role.
PEOPLE = {
    "people": LEADS,
    "person": LEADS,
    "me": (200, 200, 200, 200, 200, 200, 403),
    "away": LEADS,
    "hand_over": (403, 403, 200, 403, 403, 403, 403),
    "add_person": ADMINISTRATORS,
    "change_person": ADMINISTRATORS,
    "give_role": ADMINISTRATORS,
    "take_role": ADMINISTRATORS,
    "renew_sign_in": ADMINISTRATORS,
    "close_desk": ADMINISTRATORS,
    "open_desk": FORM_ALONE,
    "answer_proposal": FORM_ALONE,
}


def place_of(name: str, *, person: int, proposal: int) -> str:
    """The address of one of them about this person, or this proposal."""
    args: tuple[object, ...] = (person,)
    if name in {"people", "me", "add_person"}:
        args = ()
    if name == "answer_proposal":
        args = (proposal,)
    if name == "take_role":
        args = (person, "reviewer")
    return reverse(f"console:{name}", args=args)

"""The desk: a page of each kind that the team works on, on one row of everything."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.db import transaction
from django.test import Client

from tests.appeals.console.world import addresses

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

# Who looks at which page. Nobody is signed in at the sign-in.
PAGES = {
    "sign_in": "nobody",
    **dict.fromkeys(("queue", "suspensions", "to_confirm", "record_measure", "case", "ask", "decide", "second", "evidence"), "rita"),
    **dict.fromkeys(("confirm_measure", "closures", "closure", "complete_closure", "propose_closure", "section_version"), "rita"),
    **dict.fromkeys(
        ("case_messages", "case_links", "write_message", "translate", "record_link", "case_file", "case_file_internal"), "rita"
    ),
    **dict.fromkeys(("bulk", "saved_views", "tag_case", "withholding", "record_appeal", "lost_letters", "lost_letter"), "lena"),
    **dict.fromkeys(
        (
            "second_closure",
            "end_hold",
            "place_legal_hold",
            "looks",
            "move_promise",
            "give_more_time",
            "dates",
            "regimes",
            "regime",
            "proposed_regime",
        ),
        "lena",
    ),
    # The people of the desk, and one's own way in.
    **dict.fromkeys(("people", "person", "me", "hand_over", "second_step", "authenticator"), "lena"),
}


def name(page: str) -> str:
    """The name of a desk's page among all pages."""
    return f"desk_{page}"


def paths(cast: Cast) -> dict[str, str]:
    """The address of each page."""
    # The factories date what belongs together by the moment of one transaction.
    with transaction.atomic():
        found = addresses(cast) | {"sign_in": "/console/sign-in/"}
    found |= {f"case_{part}": f"{found['case']}?part={part}#{part}" for part in ("messages", "links")}
    found["queue"] += "?view=all"
    found["record_measure"] += f"?account={cast.account.external_id}"
    rob = f"/console/people/{cast.rob_user.pk}/"
    found |= {"people": "/console/people/", "person": rob, "me": "/console/people/me/", "hand_over": f"{rob}hand-over/"}
    found |= {"second_step": "/console/second-step/", "authenticator": "/console/second-step/app/"}
    return {name(page): found[page] for page in PAGES}


def sessions(cast: Cast) -> dict[str, str]:
    """Somebody who judges, and a senior, each signed in."""
    kept = {}
    for who, user in (("rita", cast.rita_user), ("lena", cast.lena_user)):
        client = Client()
        client.force_login(user)
        session = client.session
        # As after a sign-in a moment ago, which a second step asks for before it changes.
        session["account_authentication_methods"] = [{"method": "password", "at": time.time() + 3600}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        kept[who] = client.cookies["sessionid"].value
    return kept

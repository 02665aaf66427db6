"""The desk: a page of each kind that the team works on, on one row of everything."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Account, Proof
from appeals.evidence.storage import new_key, store
from appeals.models import EvidenceCheck, EvidenceView, LookStop, ViewPage
from tests.appeals.console.world import addresses
from tests.factories import make_appeal, make_evidence

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

# Who looks at which page. Nobody is signed in at the sign-in.
PAGES = {
    "sign_in": "nobody",
    **dict.fromkeys(("queue", "suspensions", "to_confirm", "record_measure", "case", "ask", "decide", "second", "evidence"), "rita"),
    **dict.fromkeys(("confirm_measure", "closures", "closure", "complete_closure", "propose_closure", "section_version"), "rita"),
    **dict.fromkeys(("case_messages", "write_message", "translate", "record_link", "case_file", "case_file_internal"), "rita"),
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
    # A document with its picture, enlarged and turned; and the password asked for before an original.
    **dict.fromkeys(("evidence_open",), "rita"),
    **dict.fromkeys(("original",), "lena"),
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
    found["case_messages"] = f"{found['case']}?part=messages#messages"
    found["queue"] += "?view=all"
    found["record_measure"] += f"?account={cast.account.external_id}"
    rob = f"/console/people/{cast.rob_user.pk}/"
    found |= {"people": "/console/people/", "person": rob, "me": "/console/people/me/", "hand_over": f"{rob}hand-over/"}
    found["evidence_open"] = f"{checked_document(cast)}?open=1&zoom=actual&turn=90"
    found |= {"second_step": "/console/second-step/", "authenticator": "/console/second-step/app/"}
    return {name(page): found[page] for page in PAGES}


def checked_document(cast: Cast) -> str:
    """The address of a document with a picture, checks that passed and failed, and what its sender proved before."""
    key, drawn = new_key(), io.BytesIO()
    Image.effect_noise((640, 400), 40).convert("RGB").save(drawn, "PNG")
    drawn.seek(0)
    store(drawn, key=key)
    with transaction.atomic():
        found = make_evidence(make_appeal(cast.case()), check_after=None, storage_key=key)
        ViewPage.objects.create(evidence=found, number=1, storage_key=key, media_type="image/png", width=640, height=400)
        for code, result, reason in (("text_readable", "passed", ""), ("corners_visible", "not_accepted", "cut_off")):
            EvidenceCheck.objects.create(evidence=found, code=code, result=result, reason=reason, by=cast.rita_user)
        EvidenceView.objects.create(evidence=found, user=cast.rob_user, page=1)
        LookStop.objects.create(
            user=cast.rob_user, evidence=found, claimed=False, persons=3, reason="A sample.", answered_at=found.added_at
        )
        Proof.objects.create(account=cast.account, kind="passport", passed_on=found.added_at.date())
        Account.objects.filter(pk=cast.account.pk).update(country="UA")
    return reverse("console:evidence", args=[found.public_id])


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

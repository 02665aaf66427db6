"""What the platform reports of the things it was asked to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from appeals.actions import reports
from appeals.actions.perform import Answer
from appeals.api.bodies import EffectConfirmBody, EffectRefuseBody
from appeals.api.door import Deed
from appeals.api.shapes.parts import EffectAnswer, effect_answer
from appeals.api.views.suspensions import CaseDoor
from appeals.errors import NotVisible
from appeals.queries.visibility import find_effect

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response

    from appeals.models import Effect

WRITE = "effects:write"
PUBLIC_ID = re.compile(r"eff_[0-9a-z]{1,16}")


class EffectDoor(CaseDoor):
    """An address below one effect of one case."""

    effect: Effect

    def find(self, reference: str, effect: str = "", **_: str) -> None:
        """The case, then its effect."""
        super().find(reference)
        if not PUBLIC_ID.fullmatch(effect):
            raise NotVisible
        self.effect = find_effect(self.subject, effect)


class EffectConfirmView(EffectDoor):
    """It is done."""

    deeds = {
        "POST": Deed(
            name="confirm_effect",
            scope=WRITE,
            takes=EffectConfirmBody,
            gives={200: EffectAnswer},
            refuses=("illegal-transition",),
            once=True,
        )
    }

    def post(self, request: Request, **_: str) -> Response:
        """Report that it is done. A second report changes nothing; a late one still counts."""
        del request
        body, effect = self.body(EffectConfirmBody), self.effect
        return self.act(
            reports.confirm,
            lambda done: Answer(200, effect_answer(done)),
            once=f"confirm {effect.public_id}",
            effect=effect,
            done_at=body["done_at"],
            note=body["note"] or "",
        )


class EffectRefuseView(EffectDoor):
    """It cannot be done."""

    deeds = {
        "POST": Deed(
            name="refuse_effect",
            scope=WRITE,
            takes=EffectRefuseBody,
            gives={200: EffectAnswer},
            refuses=("illegal-transition",),
            once=True,
        )
    }

    def post(self, request: Request, **_: str) -> Response:
        """Say why it cannot be done, and when you try again. A person looks at it."""
        del request
        body, effect = self.body(EffectRefuseBody), self.effect
        return self.act(
            reports.refuse,
            lambda refused: Answer(200, effect_answer(refused)),
            once=f"refuse {effect.public_id}",
            effect=effect,
            code=body["code"],
            detail=body["detail"] or "",
            retry_at=body["retry_at"],
        )

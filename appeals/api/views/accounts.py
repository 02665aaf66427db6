"""Accounts: the marketplace sends each as it is now, and reads what it may still do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rest_framework.response import Response

from appeals.actions.people import put_account
from appeals.actions.perform import Answer
from appeals.api.bodies import AccountBody
from appeals.api.door import Deed, Door
from appeals.api.drafts import account_draft
from appeals.api.inputs import EXTERNAL_ID
from appeals.api.reading import fingerprint
from appeals.api.shapes.accounts import AccountAnswer, account_answer
from appeals.errors import Invalid, NotVisible
from appeals.queries.papers import find_account
from appeals.queries.standing import effects_waiting, standing_of

if TYPE_CHECKING:
    from rest_framework.request import Request

    from accounts.models import Account

EXTERNAL = re.compile(EXTERNAL_ID)


def whole(external_id: str) -> AccountAnswer:
    """An account as it is now."""
    return answer_of(find_account(external_id))


def answer_of(account: Account) -> AccountAnswer:
    """What the API tells of an account."""
    return account_answer(account, standing_of(account), effects_waiting(account))


class AccountView(Door):
    """One account."""

    deeds = {
        "GET": Deed(name="read_account", scope="accounts:read", gives={200: AccountAnswer}),
        "PUT": Deed(name="put_account", scope="accounts:write", takes=AccountBody, gives={200: AccountAnswer, 201: AccountAnswer}),
    }
    account: Account

    def find(self, external_id: str) -> None:
        """The account, where it is to be read."""
        if self.request.method in {"GET", "HEAD"}:
            if not EXTERNAL.match(external_id):
                raise NotVisible
            self.account = find_account(external_id)

    def get(self, request: Request, **_: str) -> Response:
        """Read an account with its standing. What it may still do is what no measure in force removes."""
        del request
        return Response(answer_of(self.account))

    def put(self, request: Request, external_id: str) -> Response:
        """Send an account as it is now. Members that are left out have left. A new address opens nothing for 72 hours."""
        if not EXTERNAL.match(external_id):
            raise Invalid.one("external_id", "invalid", "Use 1 to 128 of A-Z a-z 0-9 . _ : and -.")
        draft = account_draft(self.body(AccountBody), body_sha256=fingerprint(request.data))

        def answer(done: Any) -> Answer:
            return Answer(201 if done[1] else 200, whole(external_id))

        return self.act(put_account, answer, external_id=external_id, draft=draft)

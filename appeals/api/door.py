"""What every address of the API shares: the key, what it may do here, one order of refusals, one way to write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import NotAuthenticated
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actors import Actor
from appeals.actions.perform import Answer, IdempotencyKey, perform
from appeals.api.inputs import UNKNOWN
from appeals.api.reading import LONGEST_NAME, MOST_ERRORS, each_once, fingerprint, read
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rest_framework.parsers import BaseParser
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request

    from appeals.api.inputs import Input
    from appeals.authority import Stated

IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One method of an address: who may use it, what it takes, what it gives. The checks and the schema read this."""

    name: str
    scope: str | None
    gives: Mapping[int, Any]
    takes: type[Input] | Sequence[type[Input]] | None = None
    asks: type[Input] | None = None
    refuses: Sequence[str] = ()
    once: bool = False


class AlwaysJson(BaseContentNegotiation):
    """We answer in JSON, whatever a client says that it accepts."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """The parser for the body's type; None where there is none."""
        wanted = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == wanted), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The only renderer."""
        del request, format_suffix
        first = next(iter(renderers))
        return first, first.media_type or ""


class Door(APIView):
    """One address. `deeds` says for each method what it is; refusals come in the order 404, 403, 409 or 422."""

    http_method_names = ["get", "post", "put", "head"]
    content_negotiation_class = AlwaysJson
    deeds: ClassVar[Mapping[str, Deed]] = {}
    subject: Stated | None = None

    @property
    def actor(self) -> Actor:
        """The machine behind the key."""
        actor: Any = self.request.user
        return actor  # type: ignore[no-any-return]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for the key, count the request, find what it is about, then ask for the scope."""
        if not isinstance(request.user, Actor):
            raise NotAuthenticated
        self.check_throttles(request)
        self.find(*args, **kwargs)
        deed = self.deeds.get("GET" if request.method == "HEAD" else request.method or "")
        if deed is not None and deed.scope is not None and deed.scope not in self.actor.scopes:
            raise NotAllowed(f"This key lacks the scope {deed.scope}. Use a key that has it.")
        if deed is not None:
            self._refuse_query(deed)

    def _refuse_query(self, deed: Deed) -> None:
        """A query is as strict as a body: nothing unknown, nothing twice."""
        asked = each_once(self.request.query_params, "Ask for it once.")
        if asked and deed.asks is None:
            raise Invalid([FieldError(name[:LONGEST_NAME], "unknown_field", UNKNOWN) for name in asked][:MOST_ERRORS])

    def find(self, *args: Any, **kwargs: Any) -> None:
        """Look up what the address names. Raises NotVisible."""

    def offers(self) -> list[str]:
        """What is possible instead, for a refusal that says so."""
        return []

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Nothing of an answer is kept on the way."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    def handle_exception(self, exc: Exception) -> Response:
        """A refusal of a state says what is possible instead."""
        if isinstance(exc, IllegalTransition) and not exc.available_actions and self.subject is not None:
            exc.available_actions = self.offers()
        return super().handle_exception(exc)

    def body(self, form: type[Input]) -> Mapping[str, Any]:
        """The validated body. Raises Invalid with every error."""
        data = self.request.data
        return read(form, each_once(data, "Send it once.") if isinstance(data, MultiValueDict) else data)

    def query(self, form: type[Input]) -> Mapping[str, Any]:
        """The validated query. Raises Invalid with every error."""
        return read(form, self.request.query_params.dict())

    def act(
        self, verb: Callable[..., Any], answer: Callable[[Any], Answer], *, once: str = "", sent: Any = None, **values: Any
    ) -> Response:
        """Run a verb; its answer is written inside its transaction.

        `once` names what is done where the client may send an `Idempotency-Key`: the same key and body then get the
        same answer for 24 hours. `sent` stands for the body where that is no JSON.
        """
        key = self._idempotency_key(once, self.request.data if sent is None else sent) if once else None
        done: Answer = perform(verb, self.actor, idempotency=key, answer=answer, **values)
        return Response(done.body, status=done.status)

    def _idempotency_key(self, where: str, body: Any) -> IdempotencyKey | None:
        sent = self.request.headers.get("Idempotency-Key")
        if sent is None:
            return None
        if not IDEMPOTENCY_KEY.fullmatch(sent):
            raise Invalid.one("Idempotency-Key", "invalid", "Send 1 to 255 visible ASCII characters.")
        return IdempotencyKey(scope=f"{self.actor.ref} {where}", key=sent, body_sha256=fingerprint(body))

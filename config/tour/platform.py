"""The marketplace's own systems, which speak to the API with their key."""

from __future__ import annotations

from typing import Any

import httpx

from config.tour.telling import TourError, wait_for

TIMEOUT_SECONDS = 30


class Platform:
    """A client of the API. Every call says which status it expects."""

    def __init__(self, base_url: str, key: str) -> None:
        self.client = httpx.Client(base_url=f"{base_url}/api/v1/", headers={"Authorization": f"Bearer {key}"}, timeout=TIMEOUT_SECONDS)

    def get(self, path: str, *, status: int = 200) -> Any:
        """Read."""
        return self._body(self.client.get(path), status)

    def put(self, path: str, body: dict[str, Any], *, status: int = 200) -> Any:
        """Send the whole of something."""
        return self._body(self.client.put(path, json=body), status)

    def post(self, path: str, body: dict[str, Any], *, status: int = 200, once: str = "") -> Any:
        """Ask for something to be done; `once` is the key under which it is done only once."""
        headers = {"Idempotency-Key": once} if once else {}
        return self._body(self.client.post(path, json=body, headers=headers), status)

    def delivered(self, reference: str) -> Any:
        """The case, once the notice of its measure has reached the person."""

        def look() -> Any:
            case = self.get(f"suspensions/{reference}/")
            return case if case["notice"] and case["notice"]["state"] == "delivered" else None

        return wait_for(f"the delivery of the notice of {reference}", look)

    def effects(self, reference: str, *kinds: str) -> list[dict[str, Any]]:
        """The effects of these kinds that the platform is asked for now."""
        case = self.get(f"suspensions/{reference}/")
        return [one for one in case["effects"] if one["kind"] in kinds and one["state"] in {"requested", "overdue"}]

    def confirm(self, reference: str, done_at: str, *kinds: str) -> list[str]:
        """Report that it did what it is asked for; the kinds of what was reported, in order."""
        asked = self.effects(reference, *kinds)
        for one in asked:
            self.post(f"suspensions/{reference}/effects/{one['id']}/confirm/", {"done_at": done_at, "note": None})
        return [str(one["kind"]) for one in asked]

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _body(self, answer: httpx.Response, status: int) -> Any:
        if answer.status_code != status:
            message = f"{answer.request.method} {answer.request.url} answered {answer.status_code} and not {status}: {answer.text[:600]}"
            raise TourError(message)
        return answer.json()

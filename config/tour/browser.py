"""A browser without scripts: follows links, fills in the forms that are on the page, keeps cookies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import httpx

from config.tour.pages import Page, filled, read
from config.tour.telling import TourError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.tour.pages import Form

TIMEOUT_SECONDS = 30
OK = (200,)


class Browser:
    """One person's browser. Every page must come with the strict policy, or the tour ends."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.client = httpx.Client(base_url=base_url, follow_redirects=True, timeout=TIMEOUT_SECONDS)

    def open(self, address: str, *, status: Sequence[int] = OK) -> Page:
        """Go to an address. Raises TourError for another status than expected."""
        return self._arrived(self.client.get(address), status)

    def submit(
        self, page: Page, form: Form, *, files: Any = None, button: str = "", status: Sequence[int] = OK, **values: Any
    ) -> Page:  # fmt: skip
        """Send a form of the page as it stands there, with `values` typed in and the button of that value pressed."""
        address = urljoin(page.url, form.action or page.url)
        sent = filled(form, values, button)
        if form.method == "get":
            return self._arrived(self.client.get(address, params=sent), status)
        headers = {"Origin": self.base_url, "Referer": page.url}
        return self._arrived(self.client.post(address, data=sent, files=files, headers=headers), status)

    def force(self, page: Page, address: str, *, status: Sequence[int], **values: Any) -> Page:
        """Send what no form on the page offers, with the page's own token, as somebody who knows the address would."""
        token = next(form.fields["csrfmiddlewaretoken"][0] for form in page.forms if "csrfmiddlewaretoken" in form.fields)
        headers = {"Origin": self.base_url, "Referer": page.url}
        return self._arrived(self.client.post(address, data={"csrfmiddlewaretoken": token, **values}, headers=headers), status)

    def download(self, address: str) -> httpx.Response:
        """What is at an address, as it is."""
        return self.client.get(address)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _arrived(self, answer: httpx.Response, status: Sequence[int]) -> Page:
        page = read(answer)
        if answer.status_code not in status:
            message = f"{answer.request.method} {answer.request.url} answered {answer.status_code}: {page.text[:400] or answer.text[:400]}"
            raise TourError(message)
        policy = answer.headers.get("content-security-policy", "")
        if "default-src 'none'" not in policy or "unsafe" in policy:
            message = f"{answer.request.url} came with the policy {policy!r}"
            raise TourError(message)
        return page

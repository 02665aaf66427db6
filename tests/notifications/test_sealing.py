"""Secrets at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from notifications.sealing import SealBrokenError, seal, unseal

if TYPE_CHECKING:
    from pytest_django import Settings


def test_what_is_sealed_comes_back_and_never_looks_the_same() -> None:
    first, second = seal("1234 5678"), seal("1234 5678")

    assert first != second
    assert "1234" not in first
    assert (unseal(first), unseal(second)) == ("1234 5678", "1234 5678")


def test_a_rotated_key_still_opens_what_was_sealed_before(settings: Settings) -> None:
    settings.SECRET_KEY = "the key of last year"
    sealed = seal("1234 5678")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the key of this year", ["the key of last year"]

    assert unseal(sealed) == "1234 5678"


def test_another_key_opens_nothing(settings: Settings) -> None:
    sealed = seal("1234 5678")
    settings.SECRET_KEY = "somebody else's"

    with pytest.raises(SealBrokenError):
        unseal(sealed)


def test_a_changed_seal_opens_nothing() -> None:
    sealed = seal("1234 5678")
    middle = len(sealed) // 2
    forged = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]

    with pytest.raises(SealBrokenError):
        unseal(forged)

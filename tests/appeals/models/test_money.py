"""Money in the decimals of its currency."""

from decimal import Decimal

import pytest

from appeals.models.money import CURRENCIES, decimals, in_currency


@pytest.mark.parametrize(("currency", "places"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("CLP", 0), ("EUR", 2), ("TND", 3)])
def test_an_amount_has_the_decimals_of_its_currency(currency: str, places: int) -> None:
    assert decimals(currency) == places
    assert -in_currency(Decimal(3), currency).as_tuple().exponent == places  # type: ignore[operator]


def test_the_currencies_are_codes_and_no_metal_no_test_and_no_withdrawn_one_is_among_them() -> None:
    assert all(len(one) == 3 and one.isascii() and one.isupper() for one in CURRENCIES)
    assert CURRENCIES.isdisjoint({"XAU", "XTS", "XXX", "DEM", "FRF", "HRK"})
    assert 150 < len(CURRENCIES) < 165

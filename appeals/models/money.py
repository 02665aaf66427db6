"""Amounts in the decimals of their currency (ISO 4217): where a number of money becomes exact."""

from __future__ import annotations

from decimal import Decimal

WHOLE = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905 - a list of codes to read
)
THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def in_currency(value: Decimal, currency: str) -> Decimal:
    """The amount with as many decimals as its currency has: 340.00 USD, 340 JPY, 340.000 KWD."""
    places = 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2
    return value.quantize(Decimal(1).scaleb(-places))

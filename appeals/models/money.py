"""Amounts in the decimals of their currency (ISO 4217): where a number of money becomes exact."""

from __future__ import annotations

from decimal import Decimal

WHOLE = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905 - a list of codes to read
)
THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_HUNDREDTHS = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
    CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
    KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK
    NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
    TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
CURRENCIES = WHOLE | THOUSANDTHS | frozenset(_HUNDREDTHS.split())


def decimals(currency: str) -> int:
    """How many decimals the currency has: 2 for USD, none for JPY, 3 for KWD."""
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2


def in_currency(value: Decimal, currency: str) -> Decimal:
    """The amount with as many decimals as its currency has: 340.00 USD, 340 JPY, 340.000 KWD."""
    return value.quantize(Decimal(1).scaleb(-decimals(currency)))

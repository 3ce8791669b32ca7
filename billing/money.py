"""An amount in a currency's minor unit, as people write it."""

from decimal import Decimal

from django.utils.formats import number_format

SIGNS = {"usd": "$", "eur": "€", "gbp": "£"}
# Stripe's list of currencies that have no minor unit.
WHOLE = {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv",
         "xaf", "xof", "xpf"}  # fmt: skip


def money(amount: int, currency: str) -> str:
    """ "$9", "$9.50", "900 JPY"; cents only where there are some."""
    currency = currency.lower()
    units = Decimal(amount) if currency in WHOLE else Decimal(amount) / 100
    places = 0 if units == units.to_integral_value() else 2
    figures = number_format(abs(units), places, use_l10n=True, force_grouping=True)
    sign = "-" if amount < 0 else ""
    if currency in SIGNS:
        return f"{sign}{SIGNS[currency]}{figures}"
    return f"{sign}{figures} {currency.upper()}"

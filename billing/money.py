"""An amount in a currency's minor unit, as people write it."""

from decimal import Decimal

from django.utils.formats import number_format

SIGNS = {"usd": "$", "eur": "€", "gbp": "£"}
# Stripe's list of currencies that have no minor unit.
WHOLE = {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv",
         "xaf", "xof", "xpf"}  # fmt: skip

# From so many dollars on, so many places.
PLACES = ((Decimal("0.1"), 2), (Decimal("0.01"), 3), (Decimal("0.0001"), 4))


def dollars(microusd: int) -> str:
    """ "$12.40"; of little, as many places as it takes to see it: "$0.017", "$0.0004"."""
    amount = Decimal(abs(microusd)) / 1_000_000
    places = next((places for least, places in PLACES if amount >= least), 6)
    figures = number_format(amount, places if microusd else 2, use_l10n=True, force_grouping=True)
    return f"{'-' if microusd < 0 else ''}${figures}"


def in_minor_units(amount: Decimal, currency: str) -> int:
    """Of whole units: 9.5 US dollars are 950 cents."""
    return round(amount if currency.lower() in WHOLE else amount * 100)


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

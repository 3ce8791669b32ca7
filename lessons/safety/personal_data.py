"""Addresses, numbers and cards in a text, by their form in any language."""

import re

# Of a page: numbers in it are nobody's.
ADDRESS = re.compile(r"\b(?:https?://|www\.|doi:)\S+", re.IGNORECASE)
EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
# A number as one is dialled: with "+" and a country, or in groups after a 0. Years, page ranges
# and results of sums have neither.
PHONE = re.compile(
    r"(?<![\w+])(?:\+\d{1,3}[ ./-]?(?:\(?\d{1,4}\)?[ ./-]?){2,5}\d{2,4}"
    r"|0\d{2,4}[ ./-]\d{2,4}[ ./-]?\d{2,5}(?:[ ./-]\d{2,4})?"
    r"|\(?\d{3}\)?[ .-]\d{3}[.-]\d{4})(?![\w])"
)
PHONE_DIGITS = 9  # fewer may be a star's number in a catalogue
CARD = re.compile(r"(?<![\d.,])(?:\d[ -]?){12,18}\d(?![\d.,])")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")


def find_personal_data(text: str) -> list[tuple[int, int]]:
    """(first character, the one after it) of each."""
    text = ADDRESS.sub(lambda match: " " * len(match[0]), text)
    found = [match.span() for form in (EMAIL, IBAN) for match in form.finditer(text)]
    found += [each.span() for each in PHONE.finditer(text) if len(_digits(each[0])) >= PHONE_DIGITS]
    found += [each.span() for each in CARD.finditer(text) if _is_card(each[0])]
    return sorted(found)


def _digits(text: str) -> list[int]:
    return [int(each) for each in text if each.isdecimal()]


def _is_card(text: str) -> bool:
    """By the check digit. Source: ISO/IEC 7812-1, annex B (Luhn)."""
    digits = _digits(text)[::-1]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0

"""The short names of free licences, from the addresses that stand for them."""

import re

_LICENCE = re.compile(r"creativecommons\.org/licenses/([a-z-]+)/([\d.]+\d)")
_PUBLIC_DOMAIN = {"zero": "CC0 1.0", "mark": "Public domain"}


def licence_name(text: str) -> str:
    """ "CC BY 4.0" where the text holds an address of Creative Commons, else empty."""
    if match := _LICENCE.search(text):
        return f"CC {match[1].upper()} {match[2]}"
    for word, name in _PUBLIC_DOMAIN.items():
        if f"creativecommons.org/publicdomain/{word}" in text:
            return name
    return ""

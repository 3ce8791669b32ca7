"""Words that a strategy does not let anybody say. Pure.

They are words and no expressions: who writes a strategy may write anything into them.
"""

import re

from lessons.strategies.spec import Spec


def found_in(text: str, spec: Spec) -> str:
    """The first of the spec's forbidden words that stands in the text as whole words, or ""."""
    plain = _plain(text)
    return next((each.words for each in spec.forbidden if _plain(each.words) in plain), "")


def _plain(text: str) -> str:
    words = re.findall(r"[\w’-]+", text.casefold().replace("'", "’"))
    return f" {' '.join(words)} "

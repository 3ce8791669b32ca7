"""Pure: whether a sentence can be heard by itself.

"He believes that …" needs to be told who; a sentence that begins by pointing back is left out
of a script, where what it points at may not be said. A list of openings per language; a
language without one leaves nothing out.
"""

import re

from lessons.script.base import JOINT

POINTING_BACK = {
    "en": """he she it they we you his her its their this that these those such both neither
        either another others then thus hence therefore however moreover furthermore also instead
        meanwhile nevertheless nonetheless otherwise similarly likewise conversely consequently
        accordingly but and or so yet because since although though while which who here there
        finally again still later afterward afterwards first second third next indeed""",
    "es": """él ella ello ellos ellas su sus este esta esto estos estas ese esa eso esos esas
        aquel aquella así además entonces luego pero y o sin tampoco también porque aunque por
        finalmente después ambos ambas""",
    "fr": """il elle ils elles son sa ses leur leurs ce cet cette ces cela ceci celui celle ceux
        celles ainsi donc alors puis mais et ou or car cependant toutefois néanmoins pourtant
        aussi ensuite enfin y en""",
    "de": """er sie es ihr ihre sein seine dies diese dieser dieses diesem diesen jener jene
        jenes solche dabei dadurch daher damit dann danach davon dazu deshalb deswegen doch aber
        und oder denn also außerdem jedoch hierbei hier dort so somit trotzdem zudem ferner""",
}
_OPENERS = {code: frozenset(words.split()) for code, words in POINTING_BACK.items()}
_NUMBER = re.compile(r"^(?:(?:\d+(?:\.\d+)*|[IVXLC]+|[B-Z])[.:)]?|A[.:)])\s+(?=\S)")


def stands_alone(sentence: str, language: str) -> bool:
    """language: BCP 47; "en-GB" is read as "en"."""
    first = re.match(r"\W*(\w+)", sentence)
    openers = _OPENERS.get(language.split("-")[0].lower(), frozenset())
    return first is None or first[1].lower() not in openers


def as_spoken(heading: str) -> str:
    """A heading as one says it: "15.1 The Sun" is "The Sun", and two are said one by one."""
    return ", ".join(_said(one) for one in heading.split(JOINT))


def _said(heading: str) -> str:
    return _NUMBER.sub("", heading).rstrip(" .:") or heading

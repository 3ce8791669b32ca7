"""Pure: who is named in a text, and when they lived."""

import re
from collections import Counter
from collections.abc import Iterable

_NAME = r"[A-Z][a-zé]+(?:\s(?:of\s|de\s|da\s|von\s)?[A-Z][a-zé]+){0,2}"
_DATES = re.compile(
    rf"(?P<name>{_NAME})\s\((?:about\s|c\.\s)?(?P<born>\d{{2,4}})[–-](?P<died>\d{{2,4}})(?P<bce>\sBCE?)?\)"
)
DEEDS = """was believed suggested reasoned observed discovered argued wrote found measured
    designated cited explained deduced realized concluded proposed developed introduced made
    showed invented began published used erected divided studied compiled called had noted
    determined built stated turned saw thought derived described formulated calculated adopted"""
_DOES = "|".join(DEEDS.split())
_ACTS = re.compile(
    rf"(?:^|[.;,—–(]\s|that\s|and\s|while\s)(?P<name>{_NAME})\s(?:also\s|even\s)?(?:{_DOES})\b"
)
_NOT = re.compile(
    r"\b(?:The|This|In|On|At|Earth|Moon|Sun|Venus|Mars|Jupiter|Saturn|Mercury|Uranus|Neptune|Pluto"
    r"|Milky|Greeks?|Romans?|Church|Universe|Galaxy|Europe|China|Egypt|North|South|One|Many|Most"
    r"|Some|Astronomers?|Scientists?|Astronomy|Science|Today|University|Our|Their|His|Her|It|He|She"
    r"|We|They|But|And|Each|Every|Ancient|Modern|What|Who|These|Those|Chinese|Babylonian|How)\b"
)


def people_in(texts: Iterable[str]) -> list[str]:
    """Names of who did something or lived, the most often named first; the longest form of each."""
    texts = list(texts)
    found: Counter[str] = Counter()
    for text in texts:
        for pattern in (_DATES, _ACTS):
            found.update(match["name"] for match in pattern.finditer(text))
    whole = " ".join(texts)
    names = [name for name in found if not _NOT.search(name)]
    sure = [name for name in names if _is_person(name, whole) and not _is_place(name, whole)]
    return sorted(sure, key=lambda name: -found[name])


def _is_place(name: str, whole: str) -> bool:
    """One is in it, or goes from it."""
    return (
        re.search(rf"\b(?:in|at|near|north of|south of|to) {re.escape(name)}\b", whole) is not None
    )


def _is_person(name: str, whole: str) -> bool:
    """A text soon says he or she of a person, or when they lived."""
    last = re.escape(name.split()[-1])
    near = re.search(
        rf"\b{last}\b(?:[^.]*\.)?[^.]{{0,40}}\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er)\b", whole
    )
    return near is not None or re.search(rf"\b{last}\s\(\D{{0,8}}\d", whole) is not None


def lived(texts: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Name -> (year of birth, negative before our era; the words that say so)."""
    found: dict[str, tuple[int, str]] = {}
    for text in texts:
        for match in _DATES.finditer(text):
            if not _NOT.search(match["name"]):
                year = int(match["born"])
                found.setdefault(match["name"], (-year if match["bce"] else year, match[0]))
    return found

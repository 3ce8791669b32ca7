"""A sentence of the source as it is, or made false: by an opposite, another term, a denial."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lessons.artifacts.base import Draft, Kind, Reading, Said, option
from lessons.artifacts.checking import opposites_of
from lessons.artifacts.entries import called_in
from lessons.artifacts.makers.gaps import is_within_name
from lessons.artifacts.makers.sentences import Terms, clear_sentences, terms_of
from lessons.artifacts.makers.similar import Similar, least_like

MOST_WORDS = 24
# The first verb that takes a "not", with what keeps it from being one.
_DENIED = {
    "en": (re.compile(r"\b(is|are|was|were|can|will|does|must)\b(?!\s(?:not|n’t))"), r"\1 not"),
    "de": (re.compile(r"\b(ist|sind|war|waren|kann|wird)\b(?!\snicht)"), r"\1 nicht"),
    "es": (re.compile(r"\b(es|son|era|eran|puede|está|están)\b"), r"no \1"),
}
# "If the north pole wobbles, Earth does" is not made false by "south".
_CONDITION = re.compile(r"\b(?:if|unless|suppose|wenn|falls|si|supongamos)\b", re.IGNORECASE)
_ANY_NO = re.compile(
    r"\b(?:not|no|never|none|nicht|kein\w*|nie|ne|pas|jamais|nunca|ningun\w*)\b", re.I
)


def true_or_false(reading: Reading, similar: Similar) -> Iterator[Draft]:
    """By turns, so that neither answer is the better guess."""
    terms = terms_of(reading)
    known = [each for each in clear_sentences(reading, terms) if _is_plain(each[0].text, terms)]
    for number, (said, worth) in enumerate(known):
        made = None if number % 2 else _false(said, terms, similar, reading.language)
        if made:
            yield _draft(said, made[0], is_true=False, worth=worth + made[1])
        else:
            yield _draft(said, said.text, is_true=True, worth=worth)


def _is_plain(text: str, terms: Terms) -> bool:
    """About something, and not about too much at once."""
    if len(text.split()) > MOST_WORDS or len(re.findall(r"[,;:—]", text)) > 2:
        return False
    return bool(terms.in_sentence(text))


def _false(said: Said, terms: Terms, similar: Similar, language: str) -> tuple[str, float] | None:
    """(a sentence that is not so, how natural it is)."""
    if _CONDITION.search(said.text):
        return None
    if text := _with_opposite(said.text, language):
        return text, 1.0
    if text := _with_other_term(said.text, terms, similar):
        return text, 0.5
    if text := _denied(said.text, language):
        return text, -0.5
    return None


def _with_opposite(text: str, language: str) -> str | None:
    for match in () if _ANY_NO.search(text) else re.finditer(r"[^\W\d_]+", text):
        others = opposites_of(match[0], language)
        if (
            others
            and not _ANY_NO.search(text)
            and others[0] not in text.split()
            and _is_free(text, match)
        ):
            return text[: match.start()] + others[0] + text[match.end() :]
    return None


def _is_free(text: str, match: re.Match) -> bool:
    """No part of a compound: "light-year"."""
    return "-" not in (text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])


def _with_other_term(text: str, terms: Terms, similar: Similar) -> str | None:
    if _ANY_NO.search(text):
        return None
    for term in terms.in_sentence(text):
        kind = terms.kinds[term]
        pool = [
            each
            for each, other in terms.kinds.items()
            if other == kind and each.split()[-1].lower() not in text.lower()
        ]
        wrong = similar.wrong(term, pool, count=1, least=least_like(kind))
        if _may_change(term, kind, text) and wrong:
            pattern = re.compile(rf"(?<![\w-]){re.escape(term)}(?![\w-])", re.IGNORECASE)
            found = pattern.search(text)
            if found and len(pattern.findall(text)) == 1 and not is_within_name(text, found):
                return _sentence(pattern.sub(wrong[0], text))
    return None


def _may_change(term: str, kind: str, text: str) -> bool:
    """Names do; of other terms the one that the sentence is there to name."""
    if kind == "person" or kind.startswith("name"):
        return True
    named = called_in(text, "en")
    return named is not None and named["term"].strip() == term


def _denied(text: str, language: str) -> str | None:
    pattern, put = _DENIED.get(language[:2], (None, ""))
    if pattern is None or _ANY_NO.search(text) or len(pattern.findall(text)) != 1:
        return None
    return pattern.sub(put, text, count=1)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _draft(said: Said, stem: str, *, is_true: bool, worth: float) -> Draft:
    return Draft(
        Kind.TRUE_FALSE,
        stem,
        said.place,
        f"{'true' if is_true else 'false'} {said.position}",
        options=[option(_("True"), is_key=is_true), option(_("False"), is_key=not is_true)],
        explanation=said.text,
        is_of_sentence=True,
        difficulty=1,
        worth=worth,
    )

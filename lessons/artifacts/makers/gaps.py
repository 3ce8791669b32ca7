"""A sentence of the source with a term left out, to be written or chosen."""

import re
from collections.abc import Iterator

from lessons.artifacts.base import BLANK, Draft, Kind, Reading, Said, option
from lessons.artifacts.entries import called_in
from lessons.artifacts.makers.sentences import Terms, clear_sentences, terms_of
from lessons.artifacts.makers.similar import Similar, least_like

# "Earth is one of eight planets" holds for the wrong answers as well.
_OF_A_KIND = re.compile(
    rf"{re.escape(BLANK)} (?:(?:is|was|are|were)(?: \w+)? (?:one of|among|an?)"
    r"|(?:ist|war) (?:nur )?eine?r?|(?:es|era) (?:solo )?una?|(?:est|était) une?)\b"
)


def written(reading: Reading, similar: Similar) -> Iterator[Draft]:
    for draft, _term in _gapped(reading, terms_of(reading)):
        yield draft


def chosen(reading: Reading, similar: Similar) -> Iterator[Draft]:
    terms = terms_of(reading)
    similar.know(terms.kinds)
    whole = " ".join(said.text for said in reading.said)
    for draft, term in _gapped(reading, terms):
        if _is_name(terms.kinds[term]) and _OF_A_KIND.search(draft.stem):
            continue
        here = draft.place.quote.lower()
        pool = [
            each
            for each, kind in terms.kinds.items()
            if kind == terms.kinds[term] and each.split()[-1].lower() not in here
        ]
        apart = [each for each in pool if not _go_together(term, each, whole)]
        wrong = similar.wrong(term, apart, least=least_like(terms.kinds[term]))
        if len(wrong) < 3:
            continue
        draft.kind, draft.key = Kind.CHOICE, {}
        draft.options = [option(term, is_key=True), *(option(w, is_key=False) for w in wrong)]
        yield draft


def _go_together(one: str, other: str, whole: str) -> bool:
    """ "the Sun and Moon": what is said of one may hold for the other."""
    pairs = "|".join(
        rf"{re.escape(a)},? (?:and|or) (?:the )?{re.escape(b)}"
        for a, b in ((one, other), (other, one))
    )
    return re.search(rf"\b(?:{pairs})\b", whole) is not None


def _gapped(reading: Reading, terms: Terms) -> Iterator[tuple[Draft, str]]:
    for said, worth in clear_sentences(reading, terms):
        if found := _best_term(said, terms, reading.language):
            term, is_named = found
            stem = _without(said.text, term)
            if stem is None:
                continue
            yield (
                Draft(
                    Kind.CLOZE,
                    stem,
                    said.place,
                    term.lower(),
                    key={"accepted": [term]},
                    explanation=said.text,
                    is_of_sentence=True,
                    difficulty=1 if is_named else 2,
                    worth=worth
                    + (2 if is_named else -1 if terms.kinds[term].startswith("name") else 0),
                ),
                term,
            )


def _is_name(kind: str) -> bool:
    return kind.startswith("name")


def _best_term(said: Said, terms: Terms, language: str) -> tuple[str, bool] | None:
    """(term, whether the sentence names it), or else what the sentence is about."""
    if named := called_in(said.text, language):
        if named["term"].strip() in terms.kinds:
            return named["term"].strip(), True
        return None
    here = terms.in_sentence(said.text)
    if not here:
        return None
    first = min(here, key=lambda term: said.text.lower().find(term.lower()))
    return first, False


def _without(text: str, term: str) -> str | None:
    """The sentence with a gap; None where the term stands there twice, or a word of it does."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(term)}(?![\w-])", re.IGNORECASE)
    found = pattern.search(text)
    if found is None or len(pattern.findall(text)) != 1 or is_within_name(text, found):
        return None
    stem = text[: found.start()] + BLANK + text[found.end() :]
    if any(len(word) > 4 and word[:5].lower() in stem.lower() for word in term.split()):
        return None
    return stem


def is_within_name(text: str, found: re.Match) -> bool:
    """ "Church" of "the Catholic Church"."""
    before = text[: found.start()].split(" ")[-2:-1]
    after = (
        text[found.end() :].split(" ")[1:2] if text[found.end() : found.end() + 1] == " " else []
    )
    is_first = " " not in text[: found.start()].strip()
    large = [word[:1].isupper() for word in (*(() if is_first else before), *after)]
    return found[0][0].isupper() and any(large)


def cards(reading: Reading, similar: Similar) -> Iterator[Draft]:
    """Of the terms that a sentence of the text introduces, with that sentence."""
    explained = {entry.term.lower() for entry in reading.entries}
    for said, worth in clear_sentences(reading, terms_of(reading)):
        named = called_in(said.text, reading.language)
        if named and (term := named["term"].strip()).lower() not in explained:
            explained.add(term.lower())
            yield Draft(
                Kind.CARD,
                term[:1].lower() + term[1:],
                said.place,
                term.lower(),
                key={"accepted": [said.text]},
                worth=worth,
            )

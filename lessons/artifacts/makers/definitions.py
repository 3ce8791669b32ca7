"""From the terms that a source explains: which term, which meaning, which belong together."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from lessons.artifacts.base import Draft, Entry, Kind, Reading, option
from lessons.artifacts.makers.kinds_of_term import type_of_entry
from lessons.artifacts.makers.similar import Similar
from project.text.terms import terms

A_MATCH = 4  # pairs of one item
MOST_WORDS = 30  # of a meaning that one is to choose


def which_term(reading: Reading, similar: Similar) -> Iterator[Draft]:
    pool = _pool(reading)
    for entry in reading.entries:
        wrong = similar.wrong(
            entry.term, _same_type(entry, pool), refused=_is_near(entry, pool, similar)
        )
        if len(wrong) < 2 or _gives_away(entry, reading.language):
            continue
        yield Draft(
            Kind.CHOICE,
            _("Which term means “%(meaning)s”?") % {"meaning": entry.short},
            entry.place,
            entry.term.lower(),
            options=[option(entry.term, is_key=True), *_others(wrong, pool)],
            explanation=entry.definition,
            difficulty=1,
            worth=1.0,
        )


def which_meaning(reading: Reading, similar: Similar) -> Iterator[Draft]:
    pool = _pool(reading)
    meanings = {each.term: each.short for each in pool}
    for entry in reading.entries:
        if _gives_away(entry, reading.language) or len(entry.short.split()) > MOST_WORDS:
            continue
        wrong = similar.wrong(
            entry.term, _same_type(entry, pool), refused=_is_near(entry, pool, similar)
        )
        if len(wrong) < 2:
            continue
        yield Draft(
            Kind.CHOICE,
            _("What does “%(term)s” mean?") % {"term": entry.term},
            entry.place,
            entry.term.lower(),
            options=[
                option(entry.short, is_key=True),
                *(
                    option(
                        meanings[term],
                        is_key=False,
                        feedback=_("That is what “%(term)s” means.") % {"term": term},
                    )
                    for term in wrong
                ),
            ],
            explanation=entry.definition,
            worth=1.0,
        )


def short_meaning(reading: Reading, similar: Similar) -> Iterator[Draft]:
    """To be answered in words; a person marks it."""
    for entry in reading.entries:
        yield Draft(
            Kind.SHORT,
            _("What does “%(term)s” mean?") % {"term": entry.term},
            entry.place,
            entry.term.lower(),
            key={"accepted": [entry.definition]},
            explanation=entry.definition,
            points=2,
            worth=1.0,
        )


def matching(reading: Reading, similar: Similar) -> Iterator[Draft]:
    """Terms of one type and their meanings, neighbours in the book."""
    rows = [e for e in reading.entries if not _gives_away(e, reading.language)]
    for start in range(0, len(rows) - A_MATCH + 1, A_MATCH):
        group = rows[start : start + A_MATCH]
        if any(
            similar.cosine(one.short, other.short) > 0.8
            for i, one in enumerate(group)
            for other in group[:i]
        ):
            continue
        yield Draft(
            Kind.MATCHING,
            _("Match each term with its meaning."),
            group[0].place,
            " ".join(each.term.lower() for each in group),
            key={"pairs": [[each.term, each.short] for each in group]},
            points=A_MATCH,
            worth=1.0,
            also=[each.place for each in group[1:]],
        )


def cards(reading: Reading, similar: Similar) -> Iterator[Draft]:
    for entry in reading.entries:
        yield Draft(
            Kind.CARD,
            entry.term,
            entry.place,
            entry.term.lower(),
            key={"accepted": [entry.definition]},
            difficulty=1,
            worth=1.0,
        )


def _pool(reading: Reading) -> list[Entry]:
    return list(
        {each.term.lower(): each for each in (*reading.elsewhere, *reading.entries)}.values()
    )


def _same_type(entry: Entry, pool: Sequence[Entry]) -> list[str]:
    mine = type_of_entry(entry.term, entry.definition)
    return [
        each.term
        for each in pool
        if each.term != entry.term and type_of_entry(each.term, each.definition) == mine
    ]


def _is_near(entry: Entry, pool: Sequence[Entry], similar: Similar):
    """Whether another term's meaning is so close that it may be right as well."""
    meanings = {each.term: each.short for each in pool}
    return lambda term: similar.cosine(entry.short, meanings[term]) > 0.75


def _gives_away(entry: Entry, language: str) -> bool:
    """The meaning says the term's own words."""
    return bool(set(terms(entry.term, language)) & set(terms(entry.short, language)))


def _others(wrong: list[str], pool: Sequence[Entry]) -> list[dict]:
    meanings = {each.term: each.short for each in pool}
    return [
        option(
            term,
            is_key=False,
            feedback=_("“%(term)s” means “%(meaning)s”.")
            % {"term": term, "meaning": meanings[term]},
        )
        for term in wrong
    ]

"""Who did what, and who lived first."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lessons.artifacts.base import Draft, Kind, Reading, option
from lessons.artifacts.makers.people import DEEDS, lived
from lessons.artifacts.makers.sentences import clear_sentences, terms_of
from lessons.artifacts.makers.similar import Similar

IN_ORDER = 4  # people of one item
LEAST_YEARS = 8  # between two of them


def who_did(reading: Reading, similar: Similar) -> Iterator[Draft]:
    """In English, where the question is the sentence with "Who" for the name."""
    if not reading.language.startswith("en"):
        return
    terms = terms_of(reading)
    people = {person: person.split()[-1] for person in terms.people}
    deeds = "|".join(DEEDS.split())
    for said, worth in clear_sentences(reading, terms):
        for person in people:
            pattern = rf"^{re.escape(person)}(?:\s\([^()]*\))?\s(?P<deed>(?:{deeds})\b.+)\.$"
            found = re.match(pattern, said.text)
            if found is None or (
                re.search(r"\b(?:he|she)\b", found["deed"]) and "," in found["deed"]
            ):
                continue
            others = [p for p in people if people[p] not in said.text]
            wrong = similar.wrong(person, others)
            if len(wrong) == 3:
                yield Draft(
                    Kind.CHOICE,
                    f"Who {found['deed']}?",
                    said.place,
                    f"who {person.lower()} {said.position}",
                    options=[
                        option(person, is_key=True),
                        *(option(w, is_key=False) for w in wrong),
                    ],
                    explanation=said.text,
                    is_of_sentence=True,
                    worth=worth + 2,
                )
            break


def in_order_of_birth(reading: Reading, similar: Similar) -> Iterator[Draft]:
    """People whose years the source gives, a few at a time."""
    years: dict[str, tuple] = {}
    for said in reading.said:
        for name, (year, _words) in lived([said.place.quote]).items():
            years.setdefault(name, (year, said.place))
    rows = sorted((year, name, place) for name, (year, place) in years.items())
    apart: list[tuple] = []
    for row in rows:
        if not apart or row[0] - apart[-1][0] >= LEAST_YEARS:
            apart.append(row)
    for start in range(0, len(apart) - 2, IN_ORDER):
        group = apart[start : start + IN_ORDER]
        if len(group) >= 3:
            yield Draft(
                Kind.ORDERING,
                _("Put these people in the order in which they were born, the earliest first."),
                group[0][2],
                " ".join(name.lower() for _year, name, _place in group),
                options=[option(n, is_key=True) for n in sorted(name for _y, name, _p in group)],
                key={
                    "order": [name for _year, name, _place in group],
                    "values": [year for year, _name, _place in group],
                },
                difficulty=3,
                points=2,
                worth=1.0,
                also=[place for _year, _name, place in group[1:]],
            )

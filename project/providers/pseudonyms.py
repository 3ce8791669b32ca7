"""Names and emails of people here do not leave with a prompt; in the answer they are back.

Only what people write is changed: questions, earlier turns, tasks. Passages are never touched,
or what is quoted of them would not be found again. A school may well have a student called Kant
or Sun: a name that stands in the passages goes out with the book anyway, and is left alone, or
the question would lose its subject.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from project.providers import registries
from project.text.stop_words import STOP_WORDS
from project.text.terms import MARKS, UNSPACED

EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
WORD = re.compile(rf"(?:[^\W_]|[{MARKS}])+")
BETWEEN = re.compile(r"[\s.,'’‘-]{1,3}")  # between the words of one name
UNSPACED_RUN = re.compile(f"[{UNSPACED}]+")
LONGEST_UNSPACED = 4  # characters of a name within a run that has no spaces
NEARBY = 40  # words, and runs within them, among which the rest of a name is looked for
LOOKED_UP = 500  # words at a time
STAND_IN = re.compile(r"(?<![\w])person_(\d{1,9})(@people\.invalid)?(?![\w])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Word:
    """normal: in the form in which words are compared."""

    normal: str
    start: int
    end: int


def normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def candidate_words(texts: Iterable[str]) -> frozenset[str]:
    """What to look up: each word, and in scripts without spaces each short run."""
    return frozenset(word.normal for text in texts for word in _words(text))


def words_of(name: str) -> frozenset[str]:
    """In the form in which candidate words are."""
    return frozenset(word.normal for word in _words(name, runs=False))


class Veil:
    """Stand-ins for the people of one prompt.

    names: full names of people here. book: texts that go out as they are. lone: whether one
    word of a name is hidden as well, where it is neither in the book nor a word like "will".
    """

    def __init__(
        self,
        names: Iterable[str],
        *,
        book: Sequence[str] = (),
        language: str = "",
        lone: bool = True,
    ):
        self._book = " ".join(f" {' '.join(w.normal for w in _words(text))} " for text in book)
        stop_words = STOP_WORDS["en"] | STOP_WORDS.get(language[:2], frozenset())
        self._names: dict[str, list[tuple[str, ...]]] = {}
        for phrase in {phrase for name in names for phrase in _phrases(name, lone, stop_words)}:
            if not self._in_book(phrase):
                self._names.setdefault(phrase[0], []).append(phrase)
        for phrases in self._names.values():
            phrases.sort(key=len, reverse=True)
        self._stand_ins: dict[str, str] = {}
        self._originals: dict[int, str] = {}
        self._taken = {int(number) for text in book for number, _at in STAND_IN.findall(text)}

    def hide(self, text: str) -> str:
        """The same person is the same stand-in in all texts."""
        self._taken |= {int(number) for number, _at in STAND_IN.findall(text)}
        pieces, at = [], 0
        for start, end in self._spans(text):
            pieces += [text[at:start], self._stand_in(text[start:end])]
            at = end
        return "".join([*pieces, text[at:]])

    def restore(self, text: str) -> str:
        """Stand-ins that are not ours stay."""
        return STAND_IN.sub(lambda found: self._originals.get(int(found[1]), found[0]), text)

    def restore_all(self, value: Any) -> Any:
        """In each string of JSON."""
        if isinstance(value, str):
            return self.restore(value)
        if isinstance(value, list):
            return [self.restore_all(each) for each in value]
        if isinstance(value, dict):
            return {key: self.restore_all(each) for key, each in value.items()}
        return value

    def _in_book(self, phrase: tuple[str, ...]) -> bool:
        words = " ".join(phrase)
        if UNSPACED_RUN.search(words):
            return words in self._book
        return f" {words} " in self._book

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        emails = [found.span() for found in EMAIL.finditer(text)]
        words = sorted(_words(text), key=lambda word: (word.start, -word.end))
        spans = [
            *emails,
            *(span for i in range(len(words)) for span in self._name_at(text, words, i)),
        ]
        end = 0
        for span in sorted(spans, key=lambda span: (span[0], -span[1])):
            if span[0] >= end:
                yield span
                end = span[1]

    def _name_at(self, text: str, words: list[_Word], at: int) -> Iterator[tuple[int, int]]:
        """The longest name that begins with this word."""
        for phrase in self._names.get(words[at].normal, ()):
            end = _end_of(phrase, text, words, at)
            if end:
                yield words[at].start, end
                return

    def _stand_in(self, original: str) -> str:
        key = normal(original)
        if key not in self._stand_ins:
            number = 1
            while number in self._taken:
                number += 1
            self._taken.add(number)
            self._originals[number] = original
            self._stand_ins[key] = f"person_{number}" + ("@people.invalid" if "@" in key else "")
        return self._stand_ins[key]


def _phrases(name: str, lone: bool, stop_words: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """The words of a name together, and where `lone` says so each by itself."""
    words = tuple(word.normal for word in _words(name, runs=False))
    if len(words) > 1:
        yield words
    if lone:
        yield from ((word,) for word in words if len(word) > 1 and word not in stop_words)


def _end_of(phrase: tuple[str, ...], text: str, words: list[_Word], at: int) -> int:
    """Where the phrase ends that begins with the word at `at`; 0 where it is not there."""
    end = words[at].end
    for wanted in phrase[1:]:
        for word in words[at + 1 : at + 1 + NEARBY]:
            if word.normal == wanted and BETWEEN.fullmatch(text, end, word.start):
                end = word.end
                break
        else:
            return 0
    return end


def _words(text: str, *, runs: bool = True) -> Iterator[_Word]:
    """runs: in a script without spaces, each run of two to four characters is a word too."""
    for found in WORD.finditer(text):
        yield _Word(normal(found[0]), *found.span())
        if not runs:
            continue
        for run in UNSPACED_RUN.finditer(text, *found.span()):
            for start in range(run.start(), run.end()):
                for end in range(start + 2, min(start + LONGEST_UNSPACED, run.end()) + 1):
                    if (start, end) != found.span():
                        yield _Word(normal(text[start:end]), start, end)


def veil(
    texts: Sequence[str], *, book: Sequence[str] = (), language: str = "", lone: bool = True
) -> Veil:
    """For these texts, with the people of the organization in scope. Reads their words by index."""
    words = sorted(candidate_words(texts))
    batches = [words[start : start + LOOKED_UP] for start in range(0, len(words), LOOKED_UP)]
    names = {
        name
        for find in registries.people_finders
        for batch in batches
        for name in find(frozenset(batch))
    }
    return Veil(names, book=book, language=language, lone=lone)


def without_people(query: str, book: Sequence[str] = ()) -> str:
    """A query that is only compared, never answered.

    With no passages to tell the book's words from names, whole names and emails are hidden alone.
    """
    return veil([query], book=book, lone=bool(book)).hide(query)

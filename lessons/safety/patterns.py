"""The patterns of `words/`, and where a text holds one. Pure: knows no person and no policy."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

WORDS = Path(__file__).parent / "words"
LANGUAGES = tuple(sorted(path.stem for path in WORDS.glob("*.yaml")))
MOST_BETWEEN = 4
END = "."  # of a sentence, among its words

_TOKEN = re.compile(r"[^\W_]+(?:[$@][^\W_]+)*|[.!?;\n]+")
_LOOKALIKES = str.maketrans("013457$@", "oieastsa")
# As they are typed in haste; patterns and texts alike are split at the apostrophe.
_CONTRACTED = {
    "dont": "don t", "cant": "can t", "im": "i m", "ive": "i ve", "youre": "you re",
    "whats": "what s", "lets": "let s", "jai": "j ai", "cest": "c est",
}  # fmt: skip
_SPELLED = 4  # single letters in a row, at least, are a word that is spelled out
_GROUP = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """is_refused: else it is answered, with help beside it. language: of its file."""

    category: str
    language: str
    is_refused: bool
    written: str
    compiled: re.Pattern


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern, and the characters of the text that it caught."""

    pattern: Pattern
    start: int
    end: int


@cache
def patterns() -> tuple[Pattern, ...]:
    return tuple(pattern for language in LANGUAGES for pattern in _read(language))


def _read(language: str) -> Iterator[Pattern]:
    text = (WORDS / f"{language}.yaml").read_text(encoding="utf-8")
    for category, strengths in yaml.safe_load(text).items():
        for strength, lines in strengths.items():
            for line in lines:
                yield Pattern(category, language, strength == "refused", line, compiled(line))


def compiled(written: str) -> re.Pattern:
    """Over words that each have one space before them, as `_words` gives them."""
    return re.compile(f"{_alternatives(written)}(?= |$)")


def _alternatives(written: str) -> str:
    """A pattern, its groups from the inside out."""
    groups: list[str] = []
    while match := _GROUP.search(written):
        options = "|".join(_sequence(option, groups) for option in match[0][1:-1].split("|"))
        groups.append(f"(?:{options})")
        written = f"{written[: match.start()]} \0{len(groups) - 1}\0 {written[match.end() :]}"
    return _sequence(written, groups)


def _sequence(written: str, groups: list[str]) -> str:
    return "".join(_piece(piece, groups) for piece in written.split())


def _piece(piece: str, groups: list[str]) -> str:
    if piece.startswith("\0"):
        return groups[int(piece.strip("\0"))]
    if piece == "...":
        return rf"(?: [^ {END}]+){{0,{MOST_BETWEEN}}}?"
    words = "".join(f" {re.escape(word)}" for word, _start, _end in _words(piece))
    ends = r"[^ ]*" if piece.endswith("*") else ""
    return words.replace(" ", " [^ ]*", 1) if piece.startswith("*") else words + ends


def find(text: str) -> list[Found]:
    """What the text holds, in the order of the patterns; each pattern once."""
    words = _words(text)
    joined, places = "", []
    for word, start, end in words:
        places.append((len(joined), start, end))
        joined += f" {word}"
    hits = ((pattern, pattern.compiled.search(joined)) for pattern in patterns())
    return [
        Found(pattern, *_characters(places, match.start(), match.end()))
        for pattern, match in hits
        if match
    ]


def _characters(places: list[tuple[int, int, int]], first: int, last: int) -> tuple[int, int]:
    inside = [(start, end) for at, start, end in places if first <= at < last]
    return inside[0][0], inside[-1][1]


def _words(text: str) -> list[tuple[str, int, int]]:
    """(word, its first character, the one after it); the end of a sentence is a word too."""
    found = []
    for match in _TOKEN.finditer(text):
        word = END if match[0][0] in ".!?;\n" else _normal(match[0])
        found.append((word, match.start(), match.end()))
    return _spelled_together(found)


def _normal(word: str) -> str:
    """Without capitals and accents; "k1ll" is "kill", and 1789 stays 1789."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if any(letter.isalpha() for letter in plain) and not plain.isalpha():
        plain = plain.translate(_LOOKALIKES)
    return _CONTRACTED.get(plain, plain)


def _spelled_together(words: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """ "k i l l" is "kill", and "I k i l l" is "i kill"."""
    found: list[tuple[str, int, int]] = []
    run: list[tuple[str, int, int]] = []
    for word in [*words, ("", 0, 0)]:
        if len(word[0]) == 1 and word[0].isalpha():
            run.append(word)
            continue
        found += [*_as_word(run), word]
        run = []
    return found[:-1]


def _as_word(run: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    if len(run) < _SPELLED:
        return run
    first = run[:1] if run[0][0] == "i" and len(run) > _SPELLED else []
    rest = run[len(first) :]
    return [*first, ("".join(letter for letter, *_ in rest), rest[0][1], rest[-1][2])]

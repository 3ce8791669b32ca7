"""Where sentences begin and end."""

import re
from collections.abc import Iterator

from project.text.abbreviations import BEFORE_NUMBER, GOING_ON, MAY_END
from project.text.stop_words import STOP_WORDS

CLOSERS = "\"'”’»›)\\]」』）】〉》"
OPENERS = "\"'“‘„«‹(\\[¿¡—–-"
# Marks that end a sentence with nothing after them, as their scripts set no space.
UNSPACED_END = re.compile(rf"[。！？｡]+[{CLOSERS}]*")
# Other marks, with what may close after them: quotes, brackets, a note's number.
SPACED_END = re.compile(rf"(?:\.{{2,}}|[.!?…।॥۔؟]+)(?:[{CLOSERS}]|\[[\d, ]+\])*(?=\s|$)")
BREAK = re.compile(r"\n\s*\n\s*|\n\s*(?=[•‣▪●◦–*-]\s)")
LAST_WORD = re.compile(rf"(?:^|[\s{OPENERS}])([^\s{OPENERS}]+)$")
NEXT = re.compile(rf"\s+[{OPENERS}]*([^\s,;:!?]+)")  # its dot stays: "J." is an initial
DOTTED = re.compile(r"(?:\w\.)+\w")  # e.g, U.S, z.B

# Words that often begin a sentence.
STARTERS = frozenset().union(*STOP_WORDS.values()) | {"however", "although", "since", "many"}
ORDINAL_LANGUAGES = frozenset({"de", "da", "nb", "no", "nn", "fi", "cs", "sk", "pl", "hu", "hr"})


def sentence_spans(text: str, language: str = "en") -> list[tuple[int, int]]:
    """(start, end) of each sentence, in order, without the white space around it.

    A blank line or a bullet ends a sentence; a single line break does not.
    Every character that is not white space is in exactly one span.
    """
    spans = []
    for start, end in _paragraphs(text):
        begin = start
        for cut in _cuts(text[start:end], language.lower()[:2]):
            spans.append((begin, start + cut))
            begin = start + cut
        spans.append((begin, end))
    trimmed = (_trim(text, start, end) for start, end in spans)
    return [(start, end) for start, end in trimmed if start < end]


def split_sentences(text: str, language: str = "en") -> list[str]:
    """The sentences themselves, with each run of white space as one space."""
    return [" ".join(text[start:end].split()) for start, end in sentence_spans(text, language)]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in BREAK.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _cuts(paragraph: str, language: str) -> list[int]:
    cuts = [found.end() for found in UNSPACED_END.finditer(paragraph)]
    begin = 0
    for found in SPACED_END.finditer(paragraph):
        if _ends_sentence(paragraph, begin, found, language):
            begin = found.end()
            cuts.append(begin)
    return sorted(cuts)


def _ends_sentence(paragraph: str, begin: int, mark: re.Match, language: str) -> bool:
    following = NEXT.match(paragraph, mark.end())
    if following is None:
        return True
    word = following[1]
    if word[0].islower():
        return False
    if mark[0][0] != "." or mark[0].startswith(".."):
        return True
    last = LAST_WORD.search(paragraph[max(begin, mark.start() - 40) : mark.start()])
    # A bracket or quote closed after the dot, or the word was too long to be short for another.
    if last is None or len(mark[0]) > 1:
        return True
    is_first = not paragraph[begin : mark.start() - len(last[1])].strip()
    return _word_ends_sentence(last[1], word, is_first, language)


def _word_ends_sentence(last: str, word: str, is_first: bool, language: str) -> bool:
    short = last.lower()
    if last.isdigit():
        # "1. Stars" numbers a list; "am 3. Oktober" is a date.
        return not is_first and not (language in ORDINAL_LANGUAGES and len(last) < 3)
    if short in BEFORE_NUMBER:
        return not word[0].isdigit()
    is_initial = len(last) == 1 and last.isupper()
    if is_initial or short in MAY_END or (DOTTED.fullmatch(last) and short not in GOING_ON):
        return not is_first and word.lower() in STARTERS
    return short not in GOING_ON


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())

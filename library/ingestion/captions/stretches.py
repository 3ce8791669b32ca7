"""Captions become stretches of the recording, each a page of it: about a minute, ended at a
sentence; a chapter ends one. In a stretch paragraphs, parted where somebody else speaks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ..parsers.base import Block, Line, OutlineEntry, PageOutcome, ParsedPage, SectionKind, Time
from .clock import clock
from .cue import Chapter, Cue

LONGEST_S = 60.0
LEAST_S = 20.0  # a stretch is ended before its time only at a sentence behind this
WORDS = 150  # of a stretch without times
MOST_CUES = 300  # of a stretch, should all be said at once
PARAGRAPH_WORDS = 40  # from which on the next sentence begins a new one
MOST_WORDS = 90  # of a paragraph in which no sentence ends
PAUSE_S = 2.5  # after a sentence, which parts paragraphs
_END = re.compile(r"[.!?…。！？؟]['\"”’»)\]]*$")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")


def stretches(cues: Sequence[Cue], chapters: Sequence[Chapter] = ()) -> list[ParsedPage]:
    """cues, chapters: in order of time."""
    return [
        _page(index, group, _chapter_at(chapters, group[0]))
        for index, group in enumerate(_groups(cues, chapters))
    ]


def outline_of(pages: Sequence[ParsedPage]) -> list[OutlineEntry]:
    """Each chapter at the page that it begins with; one in which nothing is said is left out."""
    before = ["", *(page.title for page in pages)]
    return [
        OutlineEntry(1, page.title, page.index, kind="chapter")
        for page, title in zip(pages, before, strict=False)
        if page.title not in ("", title)
    ]


def paragraphs(cues: Sequence[Cue]) -> list[Block]:
    """Blocks of text with a line for each caption; who speaks is said where that changes."""
    blocks: list[Block] = []
    group: list[Cue] = []
    speaker, said = "", ""
    for cue in cues:
        is_other = cue.speaker not in ("", speaker)
        speaker = cue.speaker or speaker
        if group and (is_other or _parts(group, cue)):
            blocks.append(_block(group, said))
            group, said = [], ""
        said = speaker if is_other else said
        group.append(cue)
    return [*blocks, _block(group, said)] if group else blocks


def _groups(cues: Sequence[Cue], chapters: Sequence[Chapter]) -> Iterator[list[Cue]]:
    group: list[Cue] = []
    for cue in cues:
        if group and _chapter_at(chapters, group[0]) is not _chapter_at(chapters, cue):
            yield group
            group = []
        while group and _is_full(group, cue):
            cut = _cut(group)
            yield group[:cut]
            group = group[cut:]
        group.append(cue)
    if group:
        yield group


def _is_full(group: Sequence[Cue], cue: Cue) -> bool:
    if len(group) >= MOST_CUES:
        return True
    if cue.time is None or group[0].time is None:
        return sum(len(each.text.split()) for each in group) >= WORDS
    return cue.time[1] - group[0].time[0] > LONGEST_S


def _cut(group: Sequence[Cue]) -> int:
    """Behind the last sentence that ends late enough; all of it where none does."""
    for at in range(len(group), 0, -1):
        if _length(group[:at]) < LEAST_S:
            break
        if _END.search(group[at - 1].text):
            return at
    return len(group)


def _length(group: Sequence[Cue]) -> float:
    first, last = group[0].time, group[-1].time
    return last[1] - first[0] if first and last else LEAST_S


def _chapter_at(chapters: Sequence[Chapter], cue: Cue) -> Chapter | None:
    """That in whose time most of the caption is said."""
    if cue.time is None:
        return None
    middle = (cue.time[0] + cue.time[1]) / 2
    begun = bisect_right(chapters, middle, key=lambda chapter: chapter.time[0])
    return chapters[begun - 1] if begun else None


def _page(index: int, cues: Sequence[Cue], chapter: Chapter | None) -> ParsedPage:
    time = _around(cues)
    return ParsedPage(
        index,
        clock(time[0]) if time else str(index + 1),
        0,
        0,
        PageOutcome.TEXT,
        paragraphs(cues),
        title=chapter.title if chapter else "",
        time=time,
    )


def _around(cues: Sequence[Cue]) -> Time | None:
    times = [cue.time for cue in cues if cue.time]
    if not times:
        return None
    return times[0][0], max(end for _, end in times)


def _parts(group: Sequence[Cue], cue: Cue) -> bool:
    last = group[-1]
    words = sum(len(each.text.split()) for each in group)
    if not _END.search(last.text):
        return words >= MOST_WORDS
    pause = cue.time[0] - last.time[1] if cue.time and last.time else 0.0
    return pause >= PAUSE_S or words >= PARAGRAPH_WORDS


def _block(cues: Sequence[Cue], speaker: str) -> Block:
    pieces = [f"{speaker}:"] if speaker else []
    for cue in cues:
        pieces += [_between(pieces[-1] if pieces else "", cue.text), cue.text]
    text = "".join(pieces)
    lines = [Line(cue.text, time=cue.time) for cue in cues if cue.time]
    return Block(text, SectionKind.TEXT, lines=lines, time=_around(cues))


def _between(before: str, after: str) -> str:
    """No blank where a language has none."""
    if not before or (_DENSE.match(before[-1]) and _DENSE.match(after[:1])):
        return ""
    return " "

"""Pure: scenes, what is said and what is written on the pictures -> pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from library.ingestion.captions import Chapter as SaidChapter
from library.ingestion.captions import Cue, Transcript, clock, decode, read_transcript, stretches
from library.ingestion.captions.cue import RawCue
from library.ingestion.captions.stretches import paragraphs
from library.ingestion.captions.timing import timed_cues
from library.ingestion.parsers.base import (
    Block,
    OutlineEntry,
    PageOutcome,
    ParsedPage,
    SectionKind,
    Time,
)
from library.ingestion.recordings.base import Chapter, Recording, unpack
from library.ingestion.recordings.parting import Scene, scenes

LONG_S = 120.0  # of a scene; a longer one is cut into stretches
STRETCH_S = 60.0  # of a sound in which nothing is known to be said
TITLE_TOP, TITLE_WORDS = 0.35, 14  # of the picture's height, in which a slide's title stands
TITLE_SHARE = 0.9  # of the largest print on it
FILM_SIGNS = 4  # of a line that a film shows; less is read out of its pictures


@dataclass(frozen=True, slots=True)
class Found:
    kind: str
    duration_s: float
    recording: Recording
    transcript: Transcript
    pages: list[ParsedPage]
    is_written_down: bool  # what is said in it, be it nothing
    notice: str  # of who wrote it down


def compose(document: dict[str, Any]) -> Found:
    """document: as `library.ingestion.parsers.recording` says. Raises KeyError, TypeError or
    ValueError where it is none."""
    recording = unpack(document["recording"])
    duration_s = float(document["duration_s"])
    transcript = _transcript(document, duration_s)
    if recording.picture is None:
        pages = _of_sound(transcript.cues, recording.chapters, duration_s)
    else:
        parted = scenes(document["changes"], duration_s)
        pages = list(_of_scenes(parted, transcript.cues, document["seen"], recording.chapters))
    for index, page in enumerate(pages):
        page.index = index
    known = bool(document["captions"] or document["is_silent"] or document["cues"] is not None)
    notice = "" if document["captions"] else str(document["notice"])
    return Found(str(document["kind"]), duration_s, recording, transcript, pages, known, notice)


def outline(pages: Sequence[ParsedPage], chapters: Sequence[Chapter]) -> list[OutlineEntry]:
    """The file's own chapters, each at the page in which it begins."""
    return [
        OutlineEntry(1, chapter.title, page.index, kind="chapter")
        for chapter in chapters
        if (page := _page_at(pages, chapter.start_s)) is not None
    ]


def _page_at(pages: Sequence[ParsedPage], at_s: float) -> ParsedPage | None:
    """The last that has begun by then, give or take a picture."""
    begun = [page for page in pages if page.time and page.time[0] <= at_s + 0.1]
    return begun[-1] if begun else next(iter(pages), None)


def _transcript(document: dict[str, Any], duration_s: float) -> Transcript:
    if document["captions"]:
        text = decode(Path(document["captions"]).read_bytes())
        return read_transcript(text, length_s=duration_s)
    said = document["cues"]
    if not said:
        return Transcript([])
    raw = [
        RawCue((str(text),), float(begin), float(end), str(speaker))
        for begin, end, text, speaker in said["cues"]
    ]
    cues, _mended = timed_cues(raw, length_s=duration_s)
    return Transcript(cues, str(said["language"]))


def _of_sound(cues: list[Cue], chapters: list[Chapter], duration_s: float) -> list[ParsedPage]:
    if cues:
        ends = [*(chapter.start_s for chapter in chapters[1:]), duration_s]
        said = [
            SaidChapter(chapter.title, (chapter.start_s, max(end, chapter.start_s)))
            for chapter, end in zip(chapters, ends, strict=False)
        ]
        return stretches(cues, said)
    count = max(1, round(duration_s / STRETCH_S))
    edges = [*(n * STRETCH_S for n in range(count)), duration_s]
    return [_page((edges[n], edges[n + 1]), [], "") for n in range(count)]


def _of_scenes(
    parted: list[Scene], cues: list[Cue], seen: dict[str, list], chapters: list[Chapter]
) -> Iterator[ParsedPage]:
    before = ""
    for number, scene in enumerate(parted):
        is_last = number == len(parted) - 1
        title, shown = _written(seen.get(str(number), []), scene)
        fresh = [title] if title and title != before else []
        before = title
        heading = title or _chapter_title(chapters, scene)
        blocks = [_shown(SectionKind.HEADING, fresh, scene), _shown(SectionKind.NOTE, shown, scene)]
        said = [cue for cue in cues if _is_in(cue, scene, is_last=is_last)]
        yield from _pages(scene, [block for block in blocks if block], said, heading)


def _pages(scene: Scene, blocks: list[Block], said: list[Cue], title: str) -> Iterator[ParsedPage]:
    """One, or of a long scene one for each stretch of what is said in it."""
    time = (scene.begin_s, scene.end_s)
    if scene.end_s - scene.begin_s <= LONG_S or not said:
        yield _page(time, blocks + paragraphs(said), title)
        return
    parts = stretches(said)
    begins = [scene.begin_s, *(part.time[0] if part.time else 0.0 for part in parts[1:])]
    for part, begin, end in zip(parts, begins, [*begins[1:], scene.end_s], strict=True):
        yield _page((begin, max(begin, end)), blocks + part.blocks, title)
        blocks = []


def _page(time: Time, blocks: list[Block], title: str) -> ParsedPage:
    outcome = PageOutcome.TEXT if blocks else PageOutcome.EMPTY
    return ParsedPage(0, clock(time[0]), 0, 0, outcome, blocks, title=title, time=time)


def _is_in(cue: Cue, scene: Scene, *, is_last: bool) -> bool:
    """By its middle: who begins to speak a moment before a cut speaks in the scene after it."""
    if cue.time is None:
        return scene.begin_s == 0
    middle = (cue.time[0] + cue.time[1]) / 2
    return scene.begin_s <= middle and (is_last or middle < scene.end_s)


def _written(lines: list, scene: Scene) -> tuple[str, list[str]]:
    """A slide's title, and the other lines."""
    if not scene.is_slide:
        return "", [text for text, _, _ in lines if sum(map(str.isalpha, text)) >= FILM_SIGNS]
    largest = max((height for _, height, _ in lines), default=0.0)
    texts = [str(text) for text, _, _ in lines]
    if not lines:
        return "", []
    text, height, top = lines[0]
    is_title = top <= TITLE_TOP and height >= TITLE_SHARE * largest
    if is_title and len(text.split()) <= TITLE_WORDS:
        return str(text), texts[1:]
    return "", texts


def _shown(kind: SectionKind, lines: list[str], scene: Scene) -> Block | None:
    if not lines:
        return None
    return Block("\n".join(lines), kind, level=1, time=(scene.begin_s, scene.end_s))


def _chapter_title(chapters: list[Chapter], scene: Scene) -> str:
    begun = [chapter.title for chapter in chapters if chapter.start_s <= scene.begin_s + 0.1]
    return begun[-1] if begun else ""

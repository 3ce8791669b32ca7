"""A lesson as its page shows it: turns, chapters, tabs, downloads."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import Modality
from lessons.describing import (
    DOWNLOADS,
    clock,
    left_out_by_matter,
    others_line,
    ready_modalities,
)
from lessons.models import Lesson, LessonSegment
from lessons.outdated import outdated_turns
from organizations.links import url_in
from project import storage
from project.languages import interface_language

ICONS = {"text": "file-text", "audio": "headphones", "video": "video"}


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """start, end: seconds in the lesson, None where it is not spoken. url: its page."""

    text: str
    reference: str
    url: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class ShownClip:
    """url: good for some hours; empty until it is cut."""

    url: str
    credit: str
    has_picture: bool


@dataclass(frozen=True, slots=True)
class ShownTurn:
    segment: LessonSegment
    side: str
    name: str
    sentences: list[ShownSentence]
    others: str = ""
    figure_url: str = ""
    figure_alt: str = ""
    figure_page_url: str = ""
    clip: ShownClip | None = None
    is_outdated: bool = False  # what it was made from has been corrected since

    @property
    def is_spoken(self) -> bool:
        return self.segment.duration_s > 0


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: str
    icon: str
    note: str
    is_ready: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class LeftOutGroup:
    """headings: {"heading", "reference", "url"} of each, in the book's order."""

    label: str
    headings: list[dict]


@dataclass(slots=True)
class ShownLesson:
    lesson: Lesson
    slug: str
    turns: list[ShownTurn]
    tabs: list[Tab]
    left_out: list[LeftOutGroup] = field(default_factory=list)
    ready: list[str] = field(default_factory=list)

    @property
    def downloads(self) -> list[dict]:
        """{"kind", "label"} of each file, the ones most asked for first."""
        files = self.lesson.files
        return [{"kind": k, "label": label} for k, label in DOWNLOADS.items() if k in files]

    @property
    def outdated(self) -> int:
        """How many turns stand for a text that has been corrected since."""
        return sum(turn.is_outdated for turn in self.turns)

    @property
    def have(self) -> str:
        """What is on the page already, for the address that asks for more."""
        return "-".join(self.ready)


def show(
    lesson: Lesson,
    segments: list[LessonSegment],
    *,
    slug: str,
    figure_url: Callable[[int], str],
    preferred: str,
    modalities: list[str],
    with_pages: bool,
    opened: str = "",
    recordings: Collection[UUID] = (),
) -> ShownLesson:
    """modalities: as asked for; opened: the tab that the address names, preferred: the person's;
    figure_url: by the position of a turn; with_pages: whether its source is there to link to;
    recordings: of its clips those that are."""
    ready = ready_modalities(lesson)
    outdated = outdated_turns(lesson, segments) if with_pages else set()
    turns = [
        replace(
            _turn(lesson, segment, slug, figure_url, with_pages, recordings),
            is_outdated=segment.position in outdated,
        )
        for segment in segments
    ]
    first = _first_tab(ready, opened, preferred)
    wanted = [m for m in Modality.values if m in modalities or m in ready or m == "text"]
    tabs = [_tab(lesson, key, ready, first) for key in wanted]
    left_out = [
        LeftOutGroup(label, [_heading(lesson, one, slug, with_pages) for one in entries])
        for label, entries in left_out_by_matter(lesson)
    ]
    return ShownLesson(lesson, slug, turns, tabs, left_out, ready)


def _first_tab(ready: list[str], opened: str, preferred: str) -> str:
    return next((key for key in (opened, preferred) if key in ready), "text")


def _tab(lesson: Lesson, key: str, ready: list[str], first: str) -> Tab:
    is_ready = key in ready or (key == "text" and not ready)
    if key == "text":
        note = ""
    elif key in ready:
        note = clock(lesson.duration_s)
    elif lesson.state == Lesson.State.MAKING:
        note = gettext("being made")
    else:
        note = gettext("not made")
    label = str(Modality(key).label)
    return Tab(key, label, ICONS[key], note, is_ready=is_ready, is_open=key == first)


def _turn(
    lesson: Lesson,
    segment: LessonSegment,
    slug: str,
    figure_url: Callable[[int], str],
    with_pages: bool,
    recordings: Collection[UUID],
) -> ShownTurn:
    if segment.clip:
        return _clip(lesson, segment, segment.clip, slug, recordings)
    figure = segment.figure or {}
    has_figure = "key" in figure
    return ShownTurn(
        segment=segment,
        side=segment.teacher,
        name=settings.TEACHERS[segment.teacher],
        sentences=[
            _sentence(lesson, segment, entry, slug, with_pages) for entry in segment.sentences
        ],
        others=_others(lesson, segment),
        figure_url=figure_url(segment.position) if has_figure else "",
        figure_alt=figure.get("alt")
        or figure.get("caption")
        or gettext("A figure of %(place)s") % {"place": segment.reference},
        figure_page_url=_page_url(lesson, figure, slug) if has_figure and with_pages else "",
    )


def _clip(
    lesson: Lesson, segment: LessonSegment, clip: dict, slug: str, recordings: Collection[UUID]
) -> ShownTurn:
    """What is said in it opens its recording there."""
    url = ""
    if "key" in clip:
        url = storage.download_url(clip["key"], filename="clip.mp4", inline=True)
    return ShownTurn(
        segment=segment,
        side="",
        name="",
        sentences=[
            _sentence(lesson, segment, entry, slug, UUID(entry["source_id"]) in recordings)
            for entry in segment.sentences
        ],
        clip=ShownClip(url, clip["credit"], clip.get("has_picture", True)),
    )


def _others(lesson: Lesson, segment: LessonSegment) -> str:
    """In the lesson's language, as it stands among its words."""
    with translation.override(interface_language(lesson.language)):
        return others_line(segment.others)


def _heading(lesson: Lesson, entry: dict, slug: str, with_pages: bool) -> dict:
    page = (lesson.source_id, entry["page_index"])
    return {
        "heading": entry["heading"],
        "reference": entry["reference"],
        "url": url_in(slug, "library:page_detail", *page) if with_pages else "",
    }


def _sentence(
    lesson: Lesson, segment: LessonSegment, entry: dict, slug: str, with_pages: bool
) -> ShownSentence:
    is_spoken = "start_s" in entry and segment.duration_s > 0
    return ShownSentence(
        text=entry["text"],
        reference=entry.get("reference", ""),
        url=_page_url(lesson, entry, slug) if with_pages else "",
        start=round(segment.start_s + entry["start_s"], 3) if is_spoken else None,
        end=round(segment.start_s + entry["end_s"], 3) if is_spoken else None,
    )


def _page_url(lesson: Lesson, entry: dict, slug: str) -> str:
    """The page it was taken from, with the section marked; a recording at its second."""
    if "source_id" in entry:
        page = url_in(slug, "library:page_detail", entry["source_id"], entry["page_index"])
        return f"{page}?at={entry['at_s']}"
    if "section_id" not in entry:
        return ""
    page = url_in(slug, "library:page_detail", lesson.source_id, entry["page_index"])
    at = f"&at={entry['at_s']}" if "at_s" in entry else ""
    return f"{page}?section={UUID(entry['section_id'])}{at}"

"""Boxes to pages, one story each: what floats waits for room, what stays whole moves on."""

import io
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pymupdf

from .boxes import Box, Flow

PAGE = pymupdf.Rect(0, 0, 528, 704)  # 7⅓ by 9¾ inches
BODY = pymupdf.Rect(63, 58, 465, 656)
NOTE_INSET = 12
LINE = 14.5
AROUND_NOTE = 8
MAX_PICTURE = 186  # points of height


@dataclass(slots=True)
class Mark:
    """A line of the outline: where it came to stand."""

    level: int
    title: str
    page: int
    top: float


@dataclass(slots=True)
class Laid:
    document: pymupdf.Document
    marks: list[Mark]
    running: list[str]  # of each page
    openers: set[int]  # pages without a running head
    notes: list[tuple[int, int, pymupdf.Rect]]  # page, number of the note, ground


@dataclass(slots=True)
class _State:
    page: int = -1
    y: float = BODY.y1
    running: list[str] = field(default_factory=list)
    head: str = ""
    device: object = None


class Layouter:
    def __init__(self, fonts: Path, media: Path, css: str):
        self._archive = pymupdf.Archive(str(fonts))
        self._archive.add(str(media))
        self._media = media
        self._css = css

    def lay(self, boxes: Iterable[Box]) -> Laid:
        self._buffer = io.BytesIO()
        self._writer = pymupdf.DocumentWriter(self._buffer, "compress")
        self._state = _State()
        self._marks: list[Mark] = []
        self._openers: set[int] = set()
        self._notes: list[tuple[int, int, pymupdf.Rect]] = []
        self._waiting: deque[Box] = deque()
        self._last_note = 0
        boxes = list(boxes)
        for position, box in enumerate(boxes):
            following = boxes[position + 1 : position + 4]
            self._place(box, following)
        self._flush()
        self._writer.end_page()
        self._writer.close()
        document = pymupdf.open("pdf", self._buffer.getvalue())
        return Laid(document, self._marks, self._state.running, self._openers, self._notes)

    def _place(self, box: Box, following: list[Box]) -> None:
        if self._last_note != box.note and self._state.y > BODY.y0:
            self._state.y += AROUND_NOTE
        self._last_note = box.note
        if box.flow is Flow.OPENER:
            self._flush()
            self._new_page()
            self._openers.add(self._state.page)
        if box.running:
            self._state.head = box.running
            if self._state.page >= 0 and self._state.y <= BODY.y0 + 1:
                self._state.running[-1] = box.running
        if box.is_heading and self._needs(box, following) > self._left():
            self._new_page()
        if box.flow is Flow.FLOAT and (self._waiting or self._height(box) > self._left(box)):
            self._waiting.append(box)
            return
        if box.flow is Flow.WHOLE and self._height(box) > self._left(box):
            self._new_page()
        if box.flow is Flow.RUN and self._left(box) < 2 * LINE:
            self._new_page()
        self._draw(box)

    def _needs(self, heading: Box, following: list[Box]) -> float:
        """A heading with the beginning of what it stands over."""
        height = heading.before + self._height(heading)
        for box in following:
            whole = box.before + self._height(box)
            if box.is_heading:
                height += whole
                continue
            return height + (min(whole, 3 * LINE) if box.flow is Flow.RUN else whole)
        return height

    def _left(self, box: Box | None = None) -> float:
        space = box.before if box and self._state.y > BODY.y0 else 0
        return BODY.y1 - self._state.y - space

    def _new_page(self) -> None:
        self._start_page()
        while self._waiting and self._height(self._waiting[0]) <= self._left(self._waiting[0]):
            self._draw(self._waiting.popleft())

    def _flush(self) -> None:
        while self._waiting:
            self._new_page()

    def _start_page(self) -> None:
        state = self._state
        if state.page >= 0:
            self._writer.end_page()
        state.device = self._writer.begin_page(PAGE)
        state.page += 1
        state.y = BODY.y0
        state.running.append(state.head)

    def _draw(self, box: Box) -> None:
        state = self._state
        if state.page < 0:
            self._start_page()
        if state.y > BODY.y0:
            state.y += box.before
        if box.title:
            self._marks.append(Mark(box.level, box.title, state.page, state.y))
        story = self._story(box)
        while True:
            area = pymupdf.Rect(self._sides(box, state.y))
            more, filled = story.place(area)
            story.draw(state.device)
            bottom = pymupdf.Rect(filled).y1
            if box.note:
                self._add_ground(box.note, state.y, bottom)
            state.y = bottom
            if not more:
                state.y += box.after
                return
            self._new_page()
            if self._left() < 2 * LINE:
                self._new_page()

    def _add_ground(self, note: int, top: float, bottom: float) -> None:
        """One ground for all of a note that stands together on a page."""
        ground = pymupdf.Rect(BODY.x0, top - 5, BODY.x1, bottom + 1)
        page, last, last_ground = self._notes[-1] if self._notes else (-1, 0, ground)
        if (page, last) == (self._state.page, note) and top - last_ground.y1 < 30:
            last_ground.y1 = ground.y1
        else:
            self._notes.append((self._state.page, note, ground))

    def _sides(self, box: Box, top: float) -> tuple[float, float, float, float]:
        inset = NOTE_INSET if box.note else 0
        return BODY.x0 + inset, top, BODY.x1 - inset, BODY.y1

    def _height(self, box: Box) -> float:
        x0, _, x1, _ = self._sides(box, 0)
        _, filled = self._story(box).place(pymupdf.Rect(x0, 0, x1, 5000))
        return pymupdf.Rect(filled).height

    def _story(self, box: Box) -> pymupdf.Story:
        return pymupdf.Story(self._sized(box), user_css=self._css, archive=self._archive)

    def _sized(self, box: Box) -> str:
        """Pictures get their width in points: all the measure, or less for tall ones."""
        if "<img" not in box.html:
            return box.html
        name = box.html.partition('src="')[2].partition('"')[0]
        picture = pymupdf.Pixmap(str(self._media / name))
        measure = BODY.width - (2 * NOTE_INSET if box.note else 0)
        width = min(measure, picture.width * 0.6, MAX_PICTURE * picture.width / picture.height)
        return box.html.replace("<img ", f'<img style="width:{width:.0f}pt" ')

"""A lesson as one file to keep: its text, its pictures and, where wished, its sound.

It asks for nothing from anywhere: its own policy forbids it. It is made when it is asked for, piece
by piece; the sound is never held whole.
"""

import base64
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from lessons.describing import left_out_lines, others_line
from lessons.models import Lesson, LessonSegment
from lessons.rendering.base import Side
from project import storage
from project.languages import interface_language

SOUND = "@@sound@@"
CHUNK = 3 * 256 * 1024  # bytes of sound; a multiple of three, so that base64 needs no filling


@dataclass(frozen=True, slots=True)
class OfflineSizes:
    """In bytes. with_sound: None where there is no sound."""

    text: int
    with_sound: int | None


@dataclass(frozen=True, slots=True)
class OfflineTurn:
    side: Side
    heading: str
    others: str
    sentences: list[dict]
    picture: str
    alt: str
    caption: str


def offline_sizes(lesson: Lesson, segments: list[LessonSegment], reader: User) -> OfflineSizes:
    """As large as the files will be, but for some bytes; no picture is read."""
    words = len(_page(lesson, _turns(lesson, segments, pictures=False), reader, "").encode())
    pictures = sum(_in_base64(storage.size_of(key)) for key in _keys(segments))
    sound = lesson.files.get("m4a")
    text = words + pictures
    return OfflineSizes(text, text + _in_base64(storage.size_of(sound)) if sound else None)


def _in_base64(size_bytes: int) -> int:
    return -(-size_bytes // 3) * 4


def _keys(segments: list[LessonSegment]) -> list[str]:
    return [each.figure["key"] for each in segments if each.figure and "key" in each.figure]


def offline_file(
    lesson: Lesson, segments: list[LessonSegment], reader: User, *, with_sound: bool
) -> Iterator[bytes]:
    """The page, piece by piece. reader: whose settings of type and contrast it keeps."""
    sound = lesson.files.get("m4a") if with_sound else None
    turns = _turns(lesson, segments, pictures=True)
    before, _mark, after = _page(lesson, turns, reader, SOUND if sound else "").partition(SOUND)
    yield before.encode()
    if sound:
        yield from _encoded(sound)
    yield after.encode()


def _encoded(key: str) -> Iterator[bytes]:
    with storage.local_copy(key) as path, path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield base64.b64encode(chunk)


def _page(lesson: Lesson, turns: list[OfflineTurn], reader: User, sound: str) -> str:
    with translation.override(interface_language(lesson.language)):
        context = {
            "lesson": lesson,
            "turns": turns,
            "reader": reader,
            "sound": sound,
            "left_out": left_out_lines(lesson),
        }
        return render_to_string("lessons/offline.html", context)


def _turns(lesson: Lesson, segments: list[LessonSegment], *, pictures: bool) -> list[OfflineTurn]:
    with translation.override(interface_language(lesson.language)):
        return [_turn(segment, pictures=pictures) for segment in segments]


def _turn(segment: LessonSegment, *, pictures: bool) -> OfflineTurn:
    figure = segment.figure or {}
    return OfflineTurn(
        side=segment.teacher,
        heading=segment.heading,
        others=segment.clip["credit"] if segment.clip else others_line(segment.others),
        sentences=segment.sentences,
        picture=_data_url(figure["key"]) if pictures and "key" in figure else "",
        alt=figure.get("alt") or figure.get("caption") or "",
        caption=figure.get("caption", ""),
    )


def _data_url(key: str) -> str:
    media_type = mimetypes.guess_type(key)[0] or "image/png"
    return f"data:{media_type};base64,{base64.b64encode(storage.read_bytes(key)).decode()}"

"""Rendered segments become one lesson: joined, never rendered again.

Pictures are copied packet by packet; the sound is joined as samples and encoded once.
Every time is a whole number of samples from the lesson's start.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from pathlib import Path

import av
import numpy as np
from django.utils.translation import gettext as _

from lessons.rendering.aac import add_aac_stream, encode_aac
from lessons.rendering.base import LessonFiles, SegmentFiles
from lessons.rendering.captions import captions, chapters
from lessons.rendering.packets import moved
from lessons.rendering.pictures import MP4_OPTIONS, TIME_BASE
from lessons.rendering.sound import read_wav, write_wav
from lessons.rendering.workspace import workspace
from project.errors import Conflict, Invalid

# MP4 names languages by ISO 639-2; the rest are marked as undetermined.
# fmt: off
_ISO_639_2 = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell",
    "en": "eng", "es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb",
    "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor",
    "lt": "lit", "lv": "lav", "nb": "nob", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por",
    "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sr": "srp", "sv": "swe", "sw": "swa",
    "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie", "zh": "zho",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class _Placed:
    """A segment and where it stands in the lesson, in samples."""

    files: SegmentFiles
    metadata: dict
    start: int

    @property
    def end(self) -> int:
        return self.start + self.metadata["samples"]


def assemble(
    segments: Sequence[SegmentFiles],
    to: Path,
    *,
    title: str,
    language: str,
    modalities: Collection[str],
) -> LessonFiles:
    """Join segments into the folder `to`.

    modalities: "audio" gives lesson.wav and lesson.m4a, "video" lesson.mp4; either gives
    captions.vtt and chapters.vtt. Other names are ignored. Each file appears whole or not at all.
    Raises Invalid where there is no segment, or one without the pictures asked for, and
    Conflict where a segment is damaged, or its pictures cannot follow the others' (rendered by
    another encoder): render it again.
    """
    placed = _place(segments)
    if "video" in modalities:
        _check_pictures(placed)
    samples = _read_sound(placed)
    end = placed[-1].end
    names = {"captions": "captions.vtt", "chapters": "chapters.vtt"}
    with workspace(to) as work:
        (work / "captions.vtt").write_text(captions((s.start, s.metadata) for s in placed), "utf-8")
        headings = [(s.start, s.end, _heading(s)) for s in placed]
        (work / "chapters.vtt").write_text(chapters(headings), "utf-8")
        _encode_sound(work / "lesson.m4a", samples, title, language, headings)
        if "audio" in modalities:
            write_wav(work / "lesson.wav", samples)
            names |= {"wav": "lesson.wav", "m4a": "lesson.m4a"}
        if "video" in modalities:
            _join(work / "lesson.mp4", work / "lesson.m4a", placed, title, language, headings)
            names["mp4"] = "lesson.mp4"
        for name in names.values():
            (work / name).replace(to / name)
    return LessonFiles(samples=end, **{key: to / name for key, name in names.items()})


def _place(segments: Sequence[SegmentFiles]) -> list[_Placed]:
    if not segments:
        raise Invalid(_("The lesson has no parts yet. Choose a chapter or pages with text."))
    placed, start = [], 0
    for files in segments:
        placed.append(_Placed(files, json.loads(files.metadata.read_text("utf-8")), start))
        start = placed[-1].end
    return placed


def _check_pictures(placed: list[_Placed]) -> None:
    videos = [_video(segment) for segment in placed]
    first = placed[0].metadata["video"]["extradata"]
    for segment, video in zip(placed, videos, strict=True):
        made = segment.metadata["video"]
        if made["extradata"] != first:
            raise Conflict(
                _("The part “%(part)s” was made by another version. Make it again.")
                % {"part": _heading(segment)}
            )
        if made["size_bytes"] != video.stat().st_size:
            raise Conflict(
                _("The pictures of “%(part)s” are damaged. Make it again.")
                % {"part": _heading(segment)}
            )


def _video(segment: _Placed) -> Path:
    if segment.files.video is None:
        raise Invalid(
            _("The part “%(part)s” was made without pictures.") % {"part": _heading(segment)}
        )
    return segment.files.video


def _read_sound(placed: list[_Placed]) -> np.ndarray:
    parts = []
    for segment in placed:
        parts.append(read_wav(segment.files.audio))
        if len(parts[-1]) != segment.metadata["samples"]:
            raise Conflict(
                _("The sound of “%(part)s” is damaged. Make it again.")
                % {"part": _heading(segment)}
            )
    return np.concatenate(parts)


def _heading(segment: _Placed) -> str:
    return segment.metadata["heading"].strip() or segment.metadata["page_ref"] or "…"


def iso_639_2(language: str) -> str:
    """Of BCP 47; "und" where it is not known."""
    return _ISO_639_2.get(language.lower().replace("_", "-").split("-")[0], "und")


def _describe(container, title: str, language: str, headings) -> None:
    container.metadata["title"] = title
    code = iso_639_2(language)
    for stream in container.streams:
        stream.metadata["language"] = code
    container.set_chapters(
        [
            {
                "id": number,
                "start": start,
                "end": end,
                "time_base": TIME_BASE,
                "metadata": {"title": heading},
            }
            for number, (start, end, heading) in enumerate(headings, 1)
        ]
    )


def _encode_sound(to: Path, samples: np.ndarray, title: str, language: str, headings) -> None:
    with av.open(str(to), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = add_aac_stream(container)
        _describe(container, title, language, headings)
        # Segments begin and end in silence.
        for packet in encode_aac(samples, [start for start, _end, _title in headings]):
            packet.stream = stream
            container.mux(packet)


def _join(to: Path, sound: Path, placed: list[_Placed], title: str, language: str, headings):
    with (
        av.open(str(to), "w", format="mp4", options=MP4_OPTIONS) as container,
        av.open(str(sound)) as spoken,
        av.open(str(_video(placed[0]))) as first,
    ):
        pictures = container.add_stream_from_template(first.streams.video[0])
        pictures.time_base = TIME_BASE
        audio = container.add_stream_from_template(spoken.streams.audio[0])
        _describe(container, title, language, headings)
        both = merge(
            ((packet.dts, 0, packet) for packet in _pictures(placed)),
            ((packet.dts, 1, packet) for packet in spoken.demux(audio=0) if packet.size),
            key=lambda entry: entry[:2],
        )
        for _dts, which, packet in both:
            packet.stream = audio if which else pictures
            container.mux(packet)


def _pictures(placed: list[_Placed]) -> Iterator[av.Packet]:
    for segment in placed:
        with av.open(str(_video(segment))) as container:
            for packet in container.demux(video=0):
                if packet.size:
                    yield moved(packet, segment.start)

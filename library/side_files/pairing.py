"""Pure: which captions belong to which recordings that come with them, by their names.

    lecture.mp4    lecture.vtt, lecture.srt, lecture.en.vtt, lecture.pt-BR.srt, lecture.mp4.vtt

Names may be paths; what belongs together stands in one folder.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf.locale import LANG_INFO

from library.ingestion.parsers.registry import AUDIO_ENDINGS, VIDEO_ENDINGS
from library.ingestion.recordings.languages import base_of

ENDINGS = (".vtt", ".srt")
RECORDED = VIDEO_ENDINGS + AUDIO_ENDINGS  # where both are there, captions go with what is seen


@dataclass(frozen=True, slots=True)
class SideFile:
    """language: base code, as its name says it, or empty."""

    name: str
    language: str


def pairs(names: Iterable[str]) -> dict[str, SideFile]:
    """recording -> its captions; a file of captions goes with one recording.

    Of several for one that without a language counts, else the first by name.
    """
    listed = list(names)
    captions = sorted(name for name in listed if is_captions(name))
    recordings = sorted(filter(_is_recording, listed), key=_place)
    homes: dict[str, str] = {}
    for recording in recordings:
        for stem in (_plain(recording), _plain(_stem(recording))):
            homes.setdefault(stem, recording)
    offered: dict[str, list[SideFile]] = {}
    for name in captions:
        for stem, language in _stems(name):
            if home := homes.get(_plain(stem)):
                offered.setdefault(home, []).append(SideFile(name, language))
                break
    return {
        home: min(files, key=lambda side: bool(side.language)) for home, files in offered.items()
    }


def is_captions(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def _is_recording(name: str) -> bool:
    return name.lower().endswith(RECORDED)


def _place(name: str) -> tuple[bool, str]:
    return name.lower().endswith(AUDIO_ENDINGS), name


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _plain(name: str) -> str:
    """Names are the same however a file system writes their letters."""
    return unicodedata.normalize("NFC", name).casefold()


def _stems(captions: str) -> Iterator[tuple[str, str]]:
    """(what its recording may be called, the language that its name says)."""
    stem = _stem(captions)
    yield stem, ""
    if language := _language(PurePosixPath(stem).suffix.lstrip(".")):
        yield _stem(stem), language


def _language(tag: str) -> str:
    code = base_of(tag.replace("_", "-").partition("-")[0])
    return code if code in LANG_INFO else ""

"""Speech by espeak-ng: more than a hundred languages, no key, no network.

The library and its data come with the wheel `espeakng-loader`; they are used by
`espeak_child.py` in a process of its own (see there for why). This side starts
it, sets its marks in order and writes the file.
"""

import importlib.util
import json
import re
import subprocess
import sys
import unicodedata
import wave
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

from project.errors import ProviderError
from project.providers.base import PhonemeMark, Utterance, WordMark
from project.providers.embedded.espeak_child import UNKNOWN_VOICE

RATE_WPM = 160
VARIANTS = {"left": "f3", "right": "m3"}
# Reading 100,000 characters takes espeak-ng some seconds; a lesson's sentence, 0.05 s.
TIMEOUT_S = 30.0

_ROOT = Path(__file__).resolve().parents[3]
_COMMAND = [sys.executable, "-S", "-E", "-m", "project.providers.embedded.espeak_child"]
# What espeak-ng calls by another name, and which country a bare language means.
_ALIASES = {"en": "en-us", "fr": "fr-fr", "zh": "cmn", "no": "nb", "nn": "nb", "iw": "he"} | {
    "in": "id",
    "zh-hk": "yue",
    "zh-mo": "yue",
    "es-es": "es",
}
_LATIN_AMERICA = "ar bo cl co cr cu do ec gt hn mx ni pa pe pr py sv us uy ve"
_ALIASES |= {f"es-{country}": "es-419" for country in _LATIN_AMERICA.split()}
# In espeak-ng's list, but its wheel has no dictionary for them: they come out as mumbling.
_WITHOUT_DICTIONARY = {"fo", "kaa", "xex"}
# Scripts that put no space between words: there the engine's own marks are the words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class EspeakSpeech:
    """Two voices a language, a woman's on the left and a man's on the right."""

    @property
    def name(self) -> str:
        return f"espeak-ng {_about()['version']}"

    def voice(self, side: Literal["left", "right"], language: str) -> str:
        """The voice of a BCP 47 language, such as "en-US+f3" for ("left", "en").

        A region or script that espeak-ng does not know falls back to the language.
        Raises ProviderError where it does not speak the language at all.
        """
        voices = _about()["voices"]
        tag = language.strip().lower().replace("_", "-")
        while tag:
            known = voices.get(_ALIASES.get(tag, tag))
            if known and known not in _WITHOUT_DICTIONARY:
                return f"{known}+{VARIANTS[side]}"
            tag = tag.rpartition("-")[0]
        raise ProviderError(
            _(
                "The built-in voice does not speak the language “%(language)s”. "
                "Choose another language for the lesson, or make it as text."
            )
            % {"language": language},
            retryable=False,
        )

    def speak(self, text: str, *, voice: str, to: Path) -> Utterance:
        """Write mono 16-bit WAV; marks are exact to the sample. Raises ProviderError."""
        head, sound = _ask(
            {"do": "speak", "voice": voice, "rate_wpm": RATE_WPM, "text": text.replace("\0", " ")}
        )
        rate = head["sample_rate"]
        with wave.open(str(to), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(sound)
        samples = len(sound) // 2
        return Utterance(
            path=to,
            sample_rate=rate,
            duration_s=samples / rate,
            words=word_marks(text, head["words"], head["phonemes"], samples, rate),
            phonemes=tuple(PhonemeMark(at / rate, sign) for at, sign in head["phonemes"]),
        )


def word_marks(
    text: str, words: list[list], phonemes: list[list], samples: int, rate: int
) -> tuple[WordMark, ...]:
    """The engine's events as one mark for each written word, in order.

    words: [sample, first character, length]; the engine marks "1,000" or "3.5%" more than
    once, with positions inside the word, so events are gathered by the word they fall in.
    phonemes: [sample, IPA]; an empty sign is a pause and ends the word before it.
    """
    spans: list[list[int]] = []  # [sample, start, end]
    for sample, position, length in words:
        start, end = _written_word(text, position, length)
        if start < end and (not spans or start >= spans[-1][2]):
            spans.append([sample, start, end])
    marks: list[WordMark] = []
    spans.append([samples, len(text), len(text)])
    for (sample, start, end), (following, limit, _end) in pairwise(spans):
        finish = _end_of_speech(sample, following, phonemes)
        marks += _shared(text, start, end, limit, sample / rate, finish / rate)
    return tuple(marks)


def _shared(
    text: str, start: int, end: int, limit: int, start_s: float, end_s: float
) -> list[WordMark]:
    """A word's mark; where the engine said the next words with it ("of the"), one for each.

    They share its time by their lengths. `limit` is where the next marked word begins.
    """
    spans = [(start, end)]
    for match in re.finditer(r"\S+", text[end:limit]):
        span = _written_word(text, end + match.start(), len(match[0]))
        if spans[-1][1] <= span[0] < span[1] <= limit and not _UNSPACED.search(match[0]):
            spans.append(span)
    lengths = [b - a for a, b in spans]
    edges = [
        start_s + (end_s - start_s) * sum(lengths[:n]) / sum(lengths) for n in range(len(spans))
    ]
    edges.append(end_s)
    return [WordMark(edges[n], edges[n + 1], first, last) for n, (first, last) in enumerate(spans)]


def _written_word(text: str, position: int, length: int) -> tuple[int, int]:
    start = min(max(position, 0), len(text))
    end = min(start + max(length, 0), len(text))
    if _UNSPACED.search(text, start, end):
        return start, end
    while start > 0 and not _breaks(text[start - 1]):
        start -= 1
    while end < len(text) and not _breaks(text[end]):
        end += 1
    while start < end and not _is_said(text[start]):
        start += 1
    while end > start and not _is_said(text[end - 1]):
        end -= 1
    return start, end


def _is_said(character: str) -> bool:
    """Letters, digits, the marks that belong to them, and signs that are read out."""
    return unicodedata.category(character)[0] in "LNM" or character in "&%$€£§°+="


def _breaks(character: str) -> bool:
    return character.isspace() or character in "—–…" or bool(_UNSPACED.match(character))


def _end_of_speech(start: int, limit: int, phonemes: list[list]) -> int:
    """Where the pause before `limit` begins, or `limit` where there is none."""
    end = limit
    for sample, sign in phonemes:
        if sample >= limit:
            break
        if sample > start:
            end = limit if sign else min(end, sample)
    return end


@cache
def _about() -> dict:
    head, _sound = _ask({"do": "about"})
    return head


@cache
def _installed() -> dict[str, str]:
    spec = importlib.util.find_spec("espeakng_loader")
    if spec is None or spec.origin is None:
        raise ProviderError(
            _("The built-in voice is not installed: the package espeakng-loader is missing."),
            retryable=False,
        )
    folder = Path(spec.origin).parent
    suffix = {"darwin": "dylib", "win32": "dll"}.get(sys.platform, "so")
    prefix = "" if sys.platform == "win32" else "lib"
    return {
        "library": str(folder / f"{prefix}espeak-ng.{suffix}"),
        "data": str(folder / "espeak-ng-data"),
    }


def _ask(request: dict) -> tuple[dict, bytes]:
    """One child for one request. The text goes by stdin: argv is everyone's to read."""
    try:
        done = subprocess.run(
            _COMMAND,
            input=json.dumps(_installed() | request).encode(),
            cwd=_ROOT,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ProviderError(
            _("The built-in voice did not answer within %(seconds)s seconds. Try again.")
            % {"seconds": f"{TIMEOUT_S:.0f}"},
            retryable=True,
        ) from error
    if done.returncode == UNKNOWN_VOICE:
        raise ProviderError(
            _("The built-in voice “%(voice)s” is not installed.") % {"voice": request["voice"]},
            retryable=False,
        )
    head, _newline, sound = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        raise ProviderError(
            _("The built-in voice stopped (exit code %(code)s). Try again.")
            % {"code": done.returncode},
            retryable=True,
        )
    return json.loads(head), sound

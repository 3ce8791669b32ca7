"""Transcribers that run here: windows of a sound, several at once, each in a child of its own.

A child takes one window and ends. An engine keeps what it has adapted to from one sound to the
next, so a window would be heard otherwise after other windows; like this it gives the same words
whatever was heard before, and a killed worker loses the windows that were being heard.
"""

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from project.errors import ProviderError
from project.providers.base import Heard, SpokenWord
from project.providers.calls import Call, Kind, recorded
from project.providers.sound import Window, windows

PATIENCE_S = 240.0  # by the clock, for a window; less than a task of the queue may take
BEAT_S = 1.0

_ROOT = Path(__file__).resolve().parents[3]
_COMMAND = [sys.executable, "-m", "project.providers.embedded.hearing_child"]


@dataclass(frozen=True, slots=True)
class Engine:
    """name: as the child knows it. window_s: of sound that a child hears at most.

    model: the path of its model, empty where that is its own. memory_bytes: address space of a
    child.
    """

    name: str
    window_s: float
    model: str = ""
    memory_bytes: int = 2 * 1024**3
    threads: int = 1


@dataclass(slots=True)
class _Child:
    window: Window
    process: subprocess.Popen
    until: float  # of the monotonic clock


def hear(
    sound: Path,
    engine: Engine,
    *,
    language: str,
    from_s: float,
    processes: int,
    is_over: Callable[[], bool],
) -> Iterator[Heard]:
    """As Transcriber.transcribe(); language: base code, or empty. Raises ProviderError."""
    coming = windows(sound, engine.window_s, from_s)
    running = [_begin(sound, window, engine, language) for window in islice(coming, processes)]
    try:
        while running:
            child = running[0]
            with recorded(_call(engine, child.window)):
                heard = _heard(_answer(child, is_over), child.window, engine)
            running.pop(0)
            yield heard
            if not is_over() and (window := next(coming, None)):
                running.append(_begin(sound, window, engine, language))
    finally:
        for child in running:
            child.process.kill()
            child.process.communicate()


def _call(engine: Engine, window: Window) -> Call:
    # Recorded as a chat model's: the purpose says what it was for.
    return Call(engine.name, engine.name, Kind.CHAT, is_ours=True, amount=window.length_s)


def _begin(sound: Path, window: Window, engine: Engine, language: str) -> _Child:
    """The request goes by stdin: arguments are everyone's to read."""
    request = {"sound": str(sound.absolute()), "parent": os.getpid(), "language": language}
    request |= {"first": window.first, "end": window.end, **asdict(engine)}
    process = subprocess.Popen(
        _COMMAND,
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(engine),
    )
    assert process.stdin is not None
    with process.stdin as stdin:
        stdin.write(json.dumps(request).encode())
    process.stdin = None  # communicate() would flush it
    return _Child(window, process, time.monotonic() + PATIENCE_S)


def _environment(engine: Engine) -> dict[str, str]:
    """Without the secrets of ours; the packages are those that are found here."""
    found = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": str(engine.threads)}
    return found | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _answer(child: _Child, is_over: Callable[[], bool]) -> bytes:
    while True:
        try:
            out, _errors = child.process.communicate(timeout=BEAT_S)
            break
        except subprocess.TimeoutExpired:
            is_over()
            if time.monotonic() > child.until:
                raise ProviderError(
                    _("The recogniser of speech took too long. Try again."), retryable=True
                ) from None
    if child.process.returncode:
        raise ProviderError(
            _("The recogniser of speech stopped (exit code %(code)s). Try again.")
            % {"code": child.process.returncode},
            retryable=True,
        )
    return out


def _heard(answer: bytes, window: Window, engine: Engine) -> Heard:
    """Raises ProviderError for what is no answer; times are drawn into the window."""
    try:
        found = json.loads(answer)
        words = tuple(_word(window, *word) for word in found["words"])
        return Heard(window.start_s, window.end_s, words, str(found["language"]), engine.name)
    except (ValueError, TypeError, KeyError) as error:
        raise ProviderError(
            _("The recogniser of speech gave no sensible answer. Try again."), retryable=True
        ) from error


def _word(window: Window, text: Any, start_s: Any, end_s: Any, confidence: Any) -> SpokenWord:
    """Raises ValueError or TypeError."""
    numbers = [float(start_s), float(end_s), float(confidence)]
    if not all(map(math.isfinite, numbers)):
        raise ValueError("no time")
    start = min(window.start_s + max(numbers[0], 0.0), window.end_s)
    end = min(max(window.start_s + numbers[1], start), window.end_s)
    return SpokenWord(str(text), start, end, min(max(numbers[2], 0.0), 1.0))

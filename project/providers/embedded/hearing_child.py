"""The process that a recogniser of speech lives in: one window in, its words out, and it ends.

    stdin   one JSON object: {"parent", "sound", "first", "end", "language", "name", "model",
            "memory_bytes", "threads"}; others are passed over
    stdout  one JSON object: {"language", "words": [[text, start_s, end_s, confidence]]}, times
            from the beginning of the window

Run as `python -m project.providers.embedded.hearing_child`.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from project.providers.sound import Window, read

PR_SET_PDEATHSIG = 1
COMPUTING_S = 600  # of all threads
FRAMES_A_SECOND = 100
LOUDNESS = 20_000  # of the loudest sample: what is recorded softly is understood badly
ENGLISH = "en"

Word = tuple[str, float, float, float]


def main() -> None:
    # what a library prints must not get into the answer
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    request = json.load(sys.stdin)
    _limit(request["memory_bytes"], request["parent"])
    samples = read(Path(request["sound"]), Window(request["first"], request["end"]))
    language, words = ENGINES[request["name"]](samples, request)
    out.write(json.dumps({"language": language, "words": words}))
    out.close()


def _limit(memory_bytes: int, parent: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before it could be bound to
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (COMPUTING_S, COMPUTING_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _by_pocketsphinx(samples: np.ndarray, request: dict[str, Any]) -> tuple[str, list[Word]]:
    from pocketsphinx import Decoder

    decoder = Decoder(loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw(_levelled(samples).tobytes(), full_utt=True)
    decoder.end_utt()
    return ENGLISH, list(_words(decoder))


def _levelled(samples: np.ndarray) -> np.ndarray:
    loudest = max(int(np.abs(samples.astype(np.int32)).max(initial=0)), 1)
    return (samples * (LOUDNESS / loudest)).astype(np.int16)


def _words(decoder: Any) -> Iterator[Word]:
    """Without pauses and noises, and without the number of a word's pronunciation."""
    for found in decoder.seg() or ():
        text = found.word.partition("(")[0]
        if text and text[0] not in "<[+":
            start_s = found.start_frame / FRAMES_A_SECOND
            end_s = (found.end_frame + 1) / FRAMES_A_SECOND
            yield text, start_s, end_s, min(found.prob, 1.0)


def _by_whisper(samples: np.ndarray, request: dict[str, Any]) -> tuple[str, list[Word]]:
    from faster_whisper import WhisperModel

    model = WhisperModel(
        request["model"],
        compute_type="int8",
        cpu_threads=request["threads"],
        local_files_only=True,
    )
    segments, about = model.transcribe(
        samples.astype(np.float32) / 32768,
        language=request["language"] or None,
        word_timestamps=True,
        condition_on_previous_text=False,
    )
    words = [
        (word.word.strip(), float(word.start), float(word.end), float(word.probability))
        for segment in segments
        for word in segment.words or ()
        if word.word.strip()
    ]
    return about.language, words


ENGINES = {"pocketsphinx": _by_pocketsphinx, "faster-whisper": _by_whisper}

if __name__ == "__main__":
    main()

"""Transcription: `python -m benchmarks.transcription [FOLDER] [--transcriber NAMES]`.

For each recording of a folder that has what is said in it beside it (NAME.mp3 and NAME.txt), and
for a passage that the built-in voice reads: errors in words (words that were missed, added or taken
for others, of those that were said), for a second of sound the seconds of work and of one
processor, which say more on a busy machine, and beside these the raw limit of the same run,
decoding alone. Capitals and punctuation count as nothing.
"""

import argparse
import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ocr import cpu_of_children, distance

FOLDER = Path("var/media")
LINE = "{:<24} {:<20} {:>7} {:>6} {:>6} {:>7} {:>8} {:>12}"
READ_ALOUD = (
    "The Sun is a star, a huge ball of hot gas that shines by its own light. It is much larger "
    "than the Earth, and all the planets of the solar system go around it. Without its light "
    "there would be no life on the Earth."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--transcriber", default="", help="as LECTERN_TRANSCRIBER has it")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.local")
    import django

    django.setup()
    from django.conf import settings

    from project.providers import registries, registry
    from project.providers.embedded import hearing

    hearing.PATIENCE_S = 3600.0  # a busy machine makes no wrong words
    registries.recorders = registries.gates = []  # figures are printed, and not kept
    transcriber = registry.transcriber(asked.transcriber or settings.TRANSCRIBER)
    print(LINE.format("", "", "seconds", "words", "WER %", "s/s", "CPU s/s", "decoding s/s"))
    with tempfile.TemporaryDirectory() as folder:
        for path, said in [*recordings(asked.folder), read_aloud(Path(folder))]:
            print(
                LINE.format(
                    path.stem[:24], transcriber.name[:24], *measure(path, said, transcriber)
                )
            )


def recordings(folder: Path) -> Iterator[tuple[Path, str]]:
    from library.ingestion.listening.keys import RECORDINGS

    for path in sorted(folder.glob("*")):
        truth = path.with_suffix(".txt")
        if path.suffix in RECORDINGS and truth.exists():
            yield path, truth.read_text()


def read_aloud(folder: Path) -> tuple[Path, str]:
    from django.conf import settings

    from project.providers import registry

    voice = registry.speech(settings.SPEECH)
    path = folder / "built-in voice.wav"
    voice.speak(READ_ALOUD, voice=voice.voice("right", "en"), to=path)
    return path, READ_ALOUD


def measure(path: Path, said: str, transcriber) -> list[str]:
    from library.ingestion.speech.decoding import decode
    from project.providers import sound

    with tempfile.TemporaryDirectory() as folder:
        speech = Path(folder) / "speech.wav"
        began = time.perf_counter()
        decode(path, speech)
        decoded, used_s = time.perf_counter(), cpu_of_children()
        heard = list(transcriber.transcribe(speech, language="en"))
        ended, used_s = time.perf_counter(), cpu_of_children() - used_s
        length_s = sound.length_s(speech)
    true = plain(said)
    found = plain(" ".join(word.text for window in heard for word in window.words))
    return [
        f"{length_s:.1f}",
        str(len(true)),
        f"{100 * distance(found, true) / len(true):.1f}",
        f"{(ended - decoded) / length_s:.3f}",
        f"{used_s / length_s:.3f}",
        f"{(decoded - began) / length_s:.4f}",
    ]


def plain(text: str) -> list[str]:
    """Words in lower case, without punctuation and numbers of lines."""
    return re.findall(r"[a-z]+(?:'[a-z]+)*", text.lower().replace("’", "'"))


if __name__ == "__main__":
    main()

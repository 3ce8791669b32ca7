"""Megabytes a second of a compilation that is joined by copying, beside copying the same bytes.

    python -m benchmarks.compilations [recording.mp4]

Cuts clips of a recording (without one, of one that is made here: 480p, three minutes), joins them
with nothing encoded, and copies the clips' bytes into one file, in the same run, both synced to the
disk. Prints too what a title card, fades and written captions cost, and the cutting.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from lessons.clips.cutting import cut
from lessons.clips.joining import Style, join
from lessons.clips.muxing import Facts
from lessons.clips.painting import Cue
from lessons.clips.timeline import Card, Part, place

SECONDS, RATE, SIZE = 180, 25, (854, 480)
CLIPS, CLIP_MS = 8, 20_000
SECOND = 90_000
RUNS = 3


def make_recording(to: Path) -> None:
    """Noise at about 3 Mbit a second, with a tone: what a lecture is at most."""
    random = np.random.default_rng(1)
    ground = random.integers(40, 200, (SIZE[1], SIZE[0]), np.uint8)
    with av.open(str(to), "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        video.bit_rate, video.options = 3_000_000, {"preset": "ultrafast", "bf": "2"}
        audio = container.add_stream("aac", rate=48_000, layout="stereo")
        for number in range(SECONDS * RATE):
            luma = np.roll(ground, random.integers(-400, 400, 2), axis=(0, 1))
            flat = np.concatenate([luma.reshape(-1), np.full(luma.size // 2, 128, np.uint8)])
            frame = av.VideoFrame.from_ndarray(flat.reshape(-1, SIZE[0]), format="yuv420p")
            frame.pts = number
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        tone = np.sin(np.arange(SECONDS * 48_000) / 17).astype(np.float32) * 0.2
        sound = av.AudioFrame.from_ndarray(np.stack([tone, tone]), "fltp", "stereo")
        sound.sample_rate, sound.pts, sound.time_base = 48_000, 0, Fraction(1, 48_000)
        container.mux(audio.encode(sound))
        container.mux(audio.encode(None))


def cut_clips(recording: Path, folder: Path) -> list[Part]:
    with av.open(str(recording)) as container:
        room_ms = container.duration // 1000 - 2 * CLIP_MS
    parts = []
    for number in range(CLIPS):
        start = 500 + max(0, room_ms) * number // CLIPS
        path = folder / f"{number}.mp4"
        done = cut(recording, start, start + CLIP_MS, path)
        parts.append(Part(CLIP_MS * 90, str(path), None, done["sound"]))
    return parts


def copy_raw(parts: Sequence[Part], to: Path) -> None:
    with to.open("wb") as out:
        for part in parts:
            out.write(Path(part.path).read_bytes())


def joined(parts: Sequence[Part], to: Path, *, fade: int = 0, cues: tuple[Cue, ...] = ()) -> dict:
    return join(place(parts, fade), to, style=Style(cues=cues), facts=Facts("Sun"))


def best(work: Callable[[], object], to: Path) -> float:
    """Seconds of the quickest of RUNS, with the file on the disk."""
    taken = []
    for _run in range(RUNS):
        to.unlink(missing_ok=True)
        start = time.perf_counter()
        work()
        with to.open("rb") as file:
            os.fsync(file.fileno())
        taken.append(time.perf_counter() - start)
    return min(taken)


def once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recording = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "recording.mp4"
        if len(sys.argv) < 2:
            make_recording(recording)
        parts: list[Part] = []
        cutting = once(lambda: parts.extend(cut_clips(recording, folder)))
        size = sum(Path(part.path).stat().st_size for part in parts) / 1e6
        length = sum(part.length for part in parts) / SECOND
        to = folder / "film.mp4"
        done = joined(parts, to)
        ours = best(lambda: joined(parts, to), to)
        raw = best(lambda: copy_raw(parts, to), to)
        card = Part(4 * SECOND, card=Card("Granulation", ("in eight places",)))
        with_card = once(lambda: joined([card, *parts], to))
        fades = once(lambda: joined(parts, to, fade=SECOND // 2))
        cue = Cue(0, int(length) * SECOND, ("Granules rise",))
        burnt = once(lambda: joined(parts, to, cues=(cue,)))
    print(
        f"{CLIPS} clips, {length:.0f} s, {size:.1f} MB; {done['copied']} pictures copied, ", end=""
    )
    print(f"{done['encoded']} encoded")
    print(f"joined by copying   {size / ours:8.0f} MB/s   {ours:7.3f} s")
    print(f"raw copying         {size / raw:8.0f} MB/s   {raw:7.3f} s")
    print(f"ratio               {raw / ours:8.2f}")
    print(f"with a title card   {with_card:8.2f} s")
    print(f"with fades          {fades:8.2f} s   {length / fades:5.0f} times as quick as it plays")
    print(f"captions written in {burnt:8.2f} s   {length / burnt:5.0f} times as quick")
    print(f"cutting the clips   {cutting:8.2f} s   {length / cutting:5.0f} times as quick")


if __name__ == "__main__":
    main()

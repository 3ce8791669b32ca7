"""Seconds of 720p video a second of work, speech included, against x264 alone.

    python benchmarks/rendering.py [segments]

Prints our figure, the raw limit measured in the same run (x264 with the same settings,
given the same number of pictures, all prepared beforehand), their ratio, the same with two
segments at once, and the time of a lesson whose every segment is cached.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


from lessons.rendering.assembly import assemble  # noqa: E402
from lessons.rendering.base import (  # noqa: E402
    FRAME_SAMPLES,
    SAMPLE_RATE,
    SegmentFiles,
    SegmentSpec,
    Sentence,
    segment_key,
)
from lessons.rendering.pictures import MP4_OPTIONS, configure, picture_frames  # noqa: E402
from lessons.rendering.video import load_segment, render_segment  # noqa: E402
from project.providers.embedded.espeak import EspeakSpeech  # noqa: E402

# From Astronomy by OpenStax, CC BY 4.0, section 15.1. Access for free at openstax.org.
TEXTS = (
    "Earth's air is generally transparent.",
    "But on a smoggy day in many cities, it can become opaque, which prevents us from seeing "
    "through it past a certain point.",
    "Observations with telescopes show that the photosphere has a mottled appearance, "
    "resembling grains of rice spilled on a dark tablecloth.",
    "This structure of the photosphere is called granulation.",
    "Granules, which are typically 700 to 1000 kilometers in diameter, appear as bright areas "
    "surrounded by narrow, darker regions.",
)
POINTS = (
    "Earth's air is transparent, until it is not.",
    "The photosphere looks like grains of rice.",
    "Granules are 700 to 1000 km wide.",
)


def make_spec(number: int, speech: EspeakSpeech) -> SegmentSpec:
    side = "left" if number % 2 else "right"
    return SegmentSpec(
        teacher=side,
        teacher_name="Ada" if side == "left" else "Tomás",
        heading=f"The Solar Photosphere, part {number}",
        sentences=tuple(Sentence(text) for text in TEXTS),
        bullets=POINTS,
        source_title="Astronomy · OpenStax, CC BY 4.0",
        page_ref=f"p. {526 + number}",
        language="en",
        voice=speech.voice(side, "en"),
        engine=speech.name,
    )


def timed(work: Callable):
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def render_all(specs, speech, folder: Path, workers: int) -> list[SegmentFiles]:
    def render(number: int) -> SegmentFiles:
        return render_segment(specs[number], speech, folder / str(number), with_video=True)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(render, range(len(specs))))


def encode_prepared(frames: list[av.VideoFrame], to: Path) -> None:
    with av.open(str(to), "w", format="mp4", options=MP4_OPTIONS) as container:
        stream = container.add_stream("libx264", rate=Fraction(SAMPLE_RATE, FRAME_SAMPLES))
        configure(stream)
        for frame in frames:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def raw_limit(specs, files: list[SegmentFiles], folder: Path) -> tuple[int, float]:
    """(pictures, seconds in x264), a segment at a time: prepared pictures fill the memory."""
    pictures, seconds = 0, 0.0
    for spec, segment in zip(specs, files, strict=True):
        mouth = json.loads(segment.metadata.read_text("utf-8"))["mouth"]
        frames = list(picture_frames(spec, [int(step) for step in mouth]))
        _none, spent = timed(lambda frames=frames: encode_prepared(frames, folder / "raw.mp4"))
        pictures, seconds = pictures + len(frames), seconds + spent
    return pictures, seconds


def assemble_cached(specs, folder: Path):
    found = [
        load_segment(folder / str(number), segment_key(spec)) for number, spec in enumerate(specs)
    ]
    return assemble(
        found, folder / "lesson", title="The Sun", language="en", modalities={"audio", "video"}
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    speech = EspeakSpeech()
    specs = [make_spec(number, speech) for number in range(count)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, alone = timed(lambda: render_all(specs, speech, folder / "alone", 1))
        _files, together = timed(lambda: render_all(specs, speech, folder / "together", 2))
        pictures, raw = raw_limit(specs, files, folder)
        lesson, cached = timed(lambda: assemble_cached(specs, folder / "alone"))
    length = lesson.duration_s
    print(f"{count} segments, {length:.0f} s of video, {pictures} different pictures")
    print(f"ours              {length / alone:6.1f} s of video a second of work")
    print(f"two at once       {length / together:6.1f}")
    print(f"raw limit (x264)  {length / raw:6.1f}   {pictures / raw:.0f} pictures a second")
    print(f"ratio             {raw / alone:6.2f}   {raw / together:.2f} with two at once")
    print(f"cached lesson     {cached:6.2f} s, {length / cached:.0f} s of video a second")


if __name__ == "__main__":
    main()

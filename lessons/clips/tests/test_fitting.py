"""A clip between two parts of a lesson: pictures and sound where they belong, nothing encoded
twice."""

import json
from pathlib import Path

import av
import numpy as np
import pytest

from lessons.clips.cutting import cut
from lessons.clips.encoder import still
from lessons.clips.fitting import PAUSE, fit
from lessons.clips.tests.recordings import beeps_at, heard, make_recording, pictures
from lessons.clips.timeline import Card
from lessons.rendering.assembly import assemble
from lessons.rendering.base import FRAME_SAMPLES, SAMPLE_RATE, SegmentFiles
from lessons.rendering.pictures import TIME_BASE, write_pictures
from lessons.rendering.sound import write_wav

CARD = Card("Sun", ("at 0:01",))


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Path:
    return make_recording(tmp_path_factory.mktemp("recording") / "r.mp4")


def slide(to: Path) -> SegmentFiles:
    """A second of grey, as a teacher's part is encoded."""
    planes = [np.full((720, 1280), 200, np.uint8)] + [np.full((360, 640), 128, np.uint8)] * 2
    frame = still(planes)
    frame.pts, frame.time_base = 0, TIME_BASE
    samples = 13 * FRAME_SAMPLES
    extradata = write_pictures([frame], samples, to / "video.mp4").hex()
    write_wav(to / "audio.wav", np.zeros(samples, np.int16))
    return kept(to, {"samples": samples, "video": {"extradata": extradata}})


def kept(to: Path, facts: dict) -> SegmentFiles:
    facts["video"]["size_bytes"] = (to / "video.mp4").stat().st_size
    metadata = facts | {"heading": "Sun", "page_ref": "", "sentences": [], "teacher_name": ""}
    (to / "metadata.json").write_text(json.dumps(metadata), "utf-8")
    return SegmentFiles(to / "audio.wav", to / "metadata.json", to / "video.mp4")


def test_a_clip_stands_between_parts(recording, tmp_path):
    folders = [tmp_path / name for name in ("before", "clip", "after", "lesson")]
    for folder in folders:
        folder.mkdir()
    cut(recording, 900, 3300, tmp_path / "c.mp4")
    done = fit(tmp_path / "c.mp4", 2400, folders[1], card=CARD, language="en", with_video=True)
    parts = [slide(folders[0]), kept(folders[1], done), slide(folders[2])]
    made = assemble(parts, folders[3], title="Sun", language="en", modalities=["video"])
    shown = pictures(made.mp4)
    begins = (13 * FRAME_SAMPLES + PAUSE) / SAMPLE_RATE
    second = next(luma for time, luma in shown if time > begins + 0.101)  # of the recording: 1.0
    assert second.shape == (720, 1280)
    assert second[:, 700:1200].mean() == pytest.approx(20 + 25, abs=2)
    assert shown[-1][1].mean() == pytest.approx(200, abs=2)
    beeps = [begins + 0.1, begins + 1.1, begins + 2.1]
    assert beeps_at(heard(made.mp4)) == pytest.approx(beeps, abs=0.01)


def test_what_is_only_heard_shows_its_card(recording, tmp_path):
    sound = tmp_path / "sound.m4a"
    with av.open(str(recording)) as read, av.open(str(sound), "w", format="mp4") as write:
        stream = write.add_stream_from_template(read.streams.audio[0])
        for packet in read.demux(audio=0):
            if packet.size:
                packet.stream = stream
                write.mux(packet)
    done = fit(sound, 1000, tmp_path, card=CARD, language="en", with_video=True)
    shown = pictures(tmp_path / "video.mp4")
    assert shown[0][1].std() > 5  # something is written there
    assert done["samples"] % FRAME_SAMPLES == 0

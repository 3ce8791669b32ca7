"""The tables of a clip say what libavformat finds by looking."""

import av
import pytest

from lessons.clips.cutting import cut
from lessons.clips.index import packets, read_index
from lessons.clips.tests.recordings import make_recording


def test_each_packet_is_where_and_when_it_is(tmp_path):
    recording, clip = make_recording(tmp_path / "r.mp4"), tmp_path / "c.mp4"
    done = cut(recording, 1010, 4990, clip)
    tracks = read_index(clip)
    assert len(tracks["vide"].sizes) == done["pictures"]
    for kind, named in (("vide", "video"), ("soun", "audio")):
        with av.open(str(clip)) as container:
            stream = getattr(container.streams, named)[0]
            found = [
                (packet.pts, packet.is_keyframe, bytes(packet))
                for packet in container.demux(stream)
                if packet.size
            ]
        track = tracks[kind]
        times, kept = track.times.tolist(), list(packets(clip, track))
        ours = [(t, p.is_keyframe, bytes(p)) for t, p in zip(times, kept, strict=True)]
        assert ours == found


NO_TABLES = b"\0\0\0\x20moov\0\0\0\x18trak" + b"\xff" * 16


@pytest.mark.parametrize("content", [b"", b"<html>no film</html>" * 9, NO_TABLES])
def test_what_is_no_clip_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "c.mp4"
    path.write_bytes(content)
    with pytest.raises(ValueError):
        read_index(path)

"""A stranger's recording is opened as what it may be: one file, in a container that we know."""

from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer

from project.errors import UnreadableSource
from project.sentences import gettext as _

# Containers, as FFmpeg names them. Not those that name other files or addresses to read (playlists,
# concat, DASH), nor those that take any bytes for a picture.
CONTAINERS = (
    "mov", "matroska", "webm", "avi", "mpeg", "mpegts", "mpegvideo", "ogg", "mp3", "wav", "w64",
    "flac", "aac", "aiff", "caf", "amr", "asf", "flv", "oga", "ogv",
)  # fmt: skip
OPTIONS = {
    "format_whitelist": ",".join(CONTAINERS),
    "protocol_whitelist": "file",
    "probesize": "10000000",  # bytes
    "analyzeduration": "10000000",  # microseconds
}
THREADS = 2


def open_recording(path: Path) -> InputContainer:
    """Raises UnreadableSource."""
    try:
        return av.open(str(path), options=OPTIONS, metadata_errors="replace")
    except (av.FFmpegError, ValueError) as error:
        raise UnreadableSource(
            _(
                "This is no video or sound that can be read: its name says so, and what is in it "
                "is something else, or damaged from the start. Open it in a player, save it again "
                "(as MP4 or MP3), and add that."
            ),
            code="damaged",
        ) from error


def frames_of(container: InputContainer, stream) -> Iterator:
    """What can be decoded; a damaged packet is left out. Ends with the file, be it cut off."""
    stream.codec_context.thread_count = THREADS
    if stream.type == "video":
        stream.thread_type = "AUTO"
    for packet in packets_of(container, stream):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue


def packets_of(container: InputContainer, *streams) -> Iterator:
    try:
        yield from container.demux(*streams)
    except av.FFmpegError:
        return


def seek(container, stream, at_s: float) -> None:
    """To a place before it from which can be decoded."""
    if at_s - (stream.start_time or 0) * (stream.time_base or 0) <= 0:
        return
    try:
        container.seek(int(at_s / stream.time_base), stream=stream, backward=True)
    except av.FFmpegError:
        container.seek(0)


def moment(frame, start_s: float) -> float | None:
    """Seconds from the recording's start, None where the frame does not say."""
    return None if frame.pts is None else float(frame.pts * frame.time_base) - start_s

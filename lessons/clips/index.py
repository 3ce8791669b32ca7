"""Where the packets of a clip are in its file, and when they are shown.

Of the MP4s that `muxing` writes, whose tables say all that joining needs: to open them by
libavformat, which looks into the packets as well, took most of its time.
Source: ISO/IEC 14496-12, 8.3 to 8.7.
"""

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

_VISUAL = 86  # bytes of an entry of pictures before the boxes in it
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Track:
    """In the order of decoding. offsets, sizes: (n,) int64, bytes. times: (n,) int64, when each is
    shown, in units of 1/`rate` seconds. keys: those that are key pictures, by number.

    header, width, height: of pictures.
    """

    offsets: np.ndarray
    sizes: np.ndarray
    times: np.ndarray
    keys: frozenset[int]
    rate: int
    header: bytes
    width: int
    height: int


def read_index(path: Path) -> dict[str, Track]:
    """{"vide", "soun": track}. Raises ValueError for what is no such file."""
    with _mapped(path) as data:
        try:
            moov = _moov(data)
            return dict(_track(moov, trak) for trak in _spans(moov, (0, len(moov)), b"trak"))
        except (struct.error, LookupError) as error:
            raise ValueError("this MP4 has no tables") from error


def packets(path: Path, track: Track) -> Iterator[av.Packet]:
    """Without times."""
    with _mapped(path) as data:
        places = zip(track.offsets.tolist(), track.sizes.tolist(), strict=True)
        for number, (offset, size) in enumerate(places):
            packet = av.Packet(data[offset : offset + size])
            packet.is_keyframe = number in track.keys
            yield packet


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _moov(data: mmap.mmap) -> bytes:
    start, end = _box(data, (0, len(data)), b"moov")
    return data[start:end]


def _spans(data: mmap.mmap | bytes, within: _Span, kind: bytes) -> Iterator[_Span]:
    """The insides of the boxes of a kind."""
    at, end = within
    while at + 8 <= end:
        size, name, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size < head:
            return
        if name == kind:
            yield at + head, at + size
        at += size


def _box(data: mmap.mmap | bytes, within: _Span, *path: bytes) -> _Span:
    """Raises LookupError where there is none."""
    for kind in path:
        found = next(_spans(data, within, kind), None)
        if found is None:
            raise LookupError(kind)
        within = found
    return within


def _table(data: bytes, within: _Span, kind: bytes, columns: int, of: str = ">i4") -> np.ndarray:
    """(n, columns) int64; none where there is no such box."""
    for start, _end in _spans(data, within, kind):
        count = int.from_bytes(data[start + 4 : start + 8], "big")
        found = np.frombuffer(data, of, count * columns, start + 8)
        return found.reshape(count, columns).astype(np.int64)
    return np.zeros((0, columns), np.int64)


def _track(moov: bytes, trak: _Span) -> tuple[str, Track]:
    media = _box(moov, trak, b"mdia")
    handler, _end = _box(moov, media, b"hdlr")
    kind = moov[handler + 8 : handler + 12].decode("latin-1")
    known, _end = _box(moov, media, b"mdhd")
    at = known + (20 if moov[known] else 12)
    table = _box(moov, media, b"minf", b"stbl")
    sizes = _sizes(moov, table)
    count = len(sizes)
    steps = _repeated(_table(moov, table, b"stts", 2), count)
    late = _repeated(_table(moov, table, b"ctts", 2), count)
    keys = _table(moov, table, b"stss", 1)[:, 0] - 1 if kind == "vide" else np.arange(count)
    header, width, height = _looks(moov, table) if kind == "vide" else (b"", 0, 0)
    return kind, Track(
        offsets=_offsets(moov, table, sizes),
        sizes=sizes,
        times=np.cumsum(steps) - steps + late - _begins(moov, trak),
        keys=frozenset(keys.tolist()),
        rate=int.from_bytes(moov[at : at + 4], "big"),
        header=header,
        width=width,
        height=height,
    )


def _sizes(moov: bytes, table: _Span) -> np.ndarray:
    start, _end = _box(moov, table, b"stsz")
    size, count = struct.unpack_from(">II", moov, start + 4)
    if size:
        return np.full(count, size, np.int64)
    return np.frombuffer(moov, ">u4", count, start + 12).astype(np.int64)


def _repeated(runs: np.ndarray, count: int) -> np.ndarray:
    """runs: (how many, value); what is missing is 0."""
    found = np.repeat(runs[:, 1], runs[:, 0])[:count]
    return np.concatenate([found, np.zeros(count - len(found), np.int64)])


def _offsets(moov: bytes, table: _Span, sizes: np.ndarray) -> np.ndarray:
    """Packets lie in chunks, one after the other."""
    chunks = _table(moov, table, b"stco", 1, ">u4")[:, 0]
    if not len(chunks):
        chunks = _table(moov, table, b"co64", 1, ">i8")[:, 0]
    runs = _table(moov, table, b"stsc", 3)
    lengths = np.diff(np.append(runs[:, 0] - 1, len(chunks)))
    held = np.repeat(runs[:, 1], lengths)
    before = np.cumsum(sizes) - sizes
    firsts = np.cumsum(held) - held
    if held.sum() != len(sizes):
        raise ValueError("the tables of this MP4 do not agree")
    return before + np.repeat(chunks - before[firsts], held)


def _begins(moov: bytes, trak: _Span) -> int:
    """Of the track's times the one that is shown first, by its one edit."""
    for edits in _spans(moov, trak, b"edts"):
        start, _end = _box(moov, edits, b"elst")
        found = ">q" if moov[start] else ">i"
        return max(0, struct.unpack_from(found, moov, start + (16 if moov[start] else 12))[0])
    return 0


def _looks(moov: bytes, table: _Span) -> tuple[bytes, int, int]:
    entries, end = _box(moov, table, b"stsd")
    start, end = _box(moov, (entries + 8, end), b"avc1")
    width, height = struct.unpack_from(">HH", moov, start + 24)
    begins, ends = _box(moov, (start - 8 + _VISUAL, end), b"avcC")
    return moov[begins:ends], width, height

"""What a decoder of H.264 must be told before the first picture. Pure.

An MP4 keeps these sets beside the packets, by number: pictures of two encoders follow one
another in one track where their sets have different numbers, or are the same.
Source: ISO/IEC 14496-15, 5.3.3; ITU-T H.264, 7.3.2.
"""

import re
from dataclasses import dataclass

IDR, SPS, PPS = 5, 7, 8
LENGTH = 4  # bytes before each unit in a packet
_HIGH = 100
_START = re.compile(rb"\x00\x00\x01")


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """number -> unit, of sequences and of pictures."""

    sequences: dict[int, bytes]
    pictures: dict[int, bytes]

    def fits(self, other: "ParameterSets") -> bool:
        """Whether no number means two things."""
        pairs = ((self.sequences, other.sequences), (self.pictures, other.pictures))
        return all(
            mine.get(n, unit) == unit for mine, theirs in pairs for n, unit in theirs.items()
        )

    def with_(self, other: "ParameterSets") -> "ParameterSets":
        return ParameterSets(self.sequences | other.sequences, self.pictures | other.pictures)

    def header(self) -> bytes:
        """As an MP4 keeps them."""
        level = max(unit[3] for unit in self.sequences.values())
        sets = bytes([0xE0 | len(self.sequences)]) + _listed(self.sequences)
        sets += bytes([len(self.pictures)]) + _listed(self.pictures)
        # 4:2:0 in 8 bits, which is all that is copied
        return bytes([1, _HIGH, 0, level, 0xFC | LENGTH - 1]) + sets + b"\xfd\xf8\xf8\x00"


def from_header(header: bytes | None) -> ParameterSets | None:
    """None where there are none, or packets are not packed as ours are."""
    if not header or len(header) < 7 or header[0] != 1 or (header[4] & 3) + 1 != LENGTH:
        return None
    try:
        sequences, at = _read(header, 6, header[5] & 31)
        pictures, _end = _read(header, at + 1, header[at])
        return _numbered(sequences + pictures)
    except (IndexError, ValueError):
        return None


def from_stream(header: bytes) -> ParameterSets:
    """Of an encoder that writes start codes."""
    return _numbered(units_of_stream(header))


def units_of_stream(data: bytes) -> list[bytes]:
    return [unit for part in _START.split(data) if (unit := part.rstrip(b"\x00"))]


def packed(data: bytes) -> bytes:
    """An encoder's packet as an MP4 keeps it."""
    return b"".join(len(unit).to_bytes(LENGTH, "big") + unit for unit in units_of_stream(data))


def is_entry(data: bytes) -> bool:
    """Whether a packet of an MP4 can be decoded without any before it, and so can all after it."""
    at = 0
    while at + LENGTH < len(data):
        if data[at + LENGTH] & 31 == IDR:
            return True
        at += LENGTH + int.from_bytes(data[at : at + LENGTH], "big")
    return False


def _listed(units: dict[int, bytes]) -> bytes:
    return b"".join(len(unit).to_bytes(2, "big") + unit for _n, unit in sorted(units.items()))


def _read(header: bytes, at: int, count: int) -> tuple[list[bytes], int]:
    units = []
    for _number in range(count):
        size = int.from_bytes(header[at : at + 2], "big")
        units.append(header[at + 2 : at + 2 + size])
        at += 2 + size
    return units, at


def _numbered(units: list[bytes]) -> ParameterSets:
    """Raises ValueError, IndexError for what is no set."""
    sequences, pictures = {}, {}
    for unit in units:
        kind = unit[0] & 31
        if kind == SPS:
            sequences[_first_number(unit[4:])] = unit
        elif kind == PPS:
            pictures[_first_number(unit[1:])] = unit
    if not sequences or not pictures:
        raise ValueError("no parameter sets")
    return ParameterSets(sequences, pictures)


def _first_number(data: bytes) -> int:
    """An exponential Golomb code, at the start of the data. Source: H.264, 9.1."""
    bits = "".join(f"{byte:08b}" for byte in data[:8].replace(b"\x00\x00\x03", b"\x00\x00"))
    zeros = bits.index("1")
    return int(bits[zeros : 2 * zeros + 1], 2) - 1

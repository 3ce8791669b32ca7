"""Clips and cards become one film. What fits together is copied, packet by packet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from lessons.clips import muxing, painting
from lessons.clips.cards import draw_card
from lessons.clips.encoder import TIME_BASE, Encoder, Picture, Size, sets_of
from lessons.clips.footage import Footage, open_footage
from lessons.clips.index import packets, read_index
from lessons.clips.muxing import Facts, Reel, decode_times
from lessons.clips.painting import Cue
from lessons.clips.parameter_sets import ParameterSets
from lessons.clips.sound import PACKET, RATE, encode, faded, read_sound, silence
from lessons.clips.timeline import Placed
from lessons.clips.whole import whole_footage
from lessons.rendering.base import HEIGHT, WIDTH

_PER_SAMPLE = TIME_BASE.denominator / RATE


@dataclass(frozen=True, slots=True)
class Style:
    """cues: written into the picture; none for none."""

    language: str = "en"
    cues: tuple[Cue, ...] = ()


@dataclass(slots=True)
class _Piece:
    """A run of pictures that begins with an entry. at: its start in the film.

    delay: how long before it is shown its first picture is decoded.
    """

    at: int
    delay: int
    timed: Callable[[], Iterator[tuple[int, Picture]]]
    copied: int = 0
    encoded: int = 0


def join(
    placed: Sequence[Placed],
    to: Path,
    *,
    style: Style,
    facts: Facts,
    note: Callable[[int], object] = lambda time: None,
) -> dict:
    """Write the film; returns {"copied", "encoded": pictures, "size"}. note: how far it is."""
    size, sets, footages = _choose(placed, copies=not style.cues)
    pieces = list(_pieces(placed, size, footages, style))
    delay = max(piece.delay for piece in pieces)
    counts = {"copied": 0, "encoded": 0}
    reel = Reel(size, sets, placed[-1].end, _run(pieces, delay, counts, note))
    has_sound = any(each.part.has_sound for each in placed)
    muxing.write(to, reel, _sound(placed) if has_sound else None, facts)
    return counts | {"size": [size.width, size.height]}


def _choose(
    placed: Sequence[Placed], *, copies: bool
) -> tuple[Size, ParameterSets, dict[int, Footage]]:
    """The film's size is that of its longest clips; which clips are copied, by their place."""
    found: dict[int, Footage] = {}
    for number, each in enumerate(placed):
        is_seen = each.part.is_clip and each.part.card is None
        if is_seen and (footage := _footage(each)):
            found[number] = footage
    lengths: dict[Size, int] = {}
    for footage in found.values():
        size = footage.stretch.size
        lengths[size] = lengths.get(size, 0) + footage.stretch.length
    size = max(lengths, key=lambda each: lengths[each], default=Size(WIDTH, HEIGHT))
    sets, kept = sets_of(size), {}
    for number, footage in found.items():
        if copies and footage.stretch.size == size and sets.fits(footage.sets):
            sets, kept[number] = sets.with_(footage.sets), footage
    return size, sets, kept


def _footage(each: Placed) -> Footage | None:
    path, body = Path(each.part.path), each.body
    whole = whole_footage(path, each.part.length) if body == (0, each.part.length) else None
    return whole or open_footage(path, *body)


def _pieces(
    placed: Sequence[Placed], size: Size, footages: dict[int, Footage], style: Style
) -> Iterator[_Piece]:
    for number, each in enumerate(placed):
        if each.fade_in:
            yield _crossing(placed[number - 1], each, size, style)
        at, (start, end) = each.start + each.fade_in, each.body
        if footage := footages.get(number):
            yield _copied(footage, at)
            continue
        if each.part.card is not None:
            picture = draw_card(each.part.card, language=style.language)
            shown = painting.hold(picture, end - start, size)
        else:
            shown = painting.read(Path(each.part.path), start, end, size)
        yield _encoded(shown, at, end - start, size, style)


def _copied(footage: Footage, at: int) -> _Piece:
    decoded = decode_times(footage.times())
    pairs = lambda: zip(decoded, footage.pictures(), strict=True)  # noqa: E731
    return _Piece(at, -min(0, decoded[0]), pairs, len(footage.copied), footage.encoded)


def _encoded(
    shown: Iterator[painting.Shown], at: int, length: int, size: Size, style: Style
) -> _Piece:
    if style.cues:
        shown = painting.captioned(
            shown, style.cues, at=at, length=length, size=size, language=style.language
        )
    pictures = Encoder(size).encode(painting.as_frames(shown))
    return _Piece(at, 0, lambda: ((picture.time, picture) for picture in pictures))


def _crossing(before: Placed, after: Placed, size: Size, style: Style) -> _Piece:
    length = after.fade_in
    one, other = before.part, after.part
    first = _of_part(one.path, one.card, one.length - length, one.length, size, style)
    second = _of_part(other.path, other.card, 0, length, size, style)
    shown = painting.cross(first, second, length)
    return _encoded(shown, after.start, length, size, style)


def _of_part(path, card, start: int, end: int, size: Size, style: Style):
    if card is None:
        return painting.read(Path(path), start, end, size)
    picture = draw_card(card, language=style.language)
    return painting.hold(picture, end - start, size)


def _run(
    pieces: Sequence[_Piece], delay: int, counts: dict[str, int], note: Callable[[int], object]
) -> Iterator[tuple[int, Picture]]:
    for piece in pieces:
        note(piece.at)
        shift = piece.at - (delay - piece.delay)
        number = 0
        for number, (decoded, picture) in enumerate(piece.timed(), 1):
            yield decoded + shift, Picture(piece.at + picture.time, picture.packet)
            if number % 250 == 0:
                note(piece.at + picture.time)
        counts["copied"] += piece.copied
        counts["encoded"] += piece.encoded if piece.copied else number


def _sound(placed: Sequence[Placed]) -> Iterator[av.Packet]:
    if any(each.fade_in for each in placed):
        return encode(_mixed(placed))
    return _copied_sound(placed)


def _copied_sound(placed: Sequence[Placed]) -> Iterator[av.Packet]:
    """Each clip's packets from the slot on that is nearest to its start, as many as there is room
    for; silence where a clip has none."""
    slots = [_slot(each.start) for each in placed] + [_slot(placed[-1].end) + 1]
    for each, first, end in zip(placed, slots, slots[1:], strict=False):
        heard = _packets_of(each) if each.part.has_sound else iter(())
        for slot in range(first, end):
            packet = next(heard, None) or av.Packet(silence())
            packet.pts = (slot - 1) * PACKET
            yield packet


def _packets_of(each: Placed) -> Iterator[av.Packet]:
    path = Path(each.part.path)
    return packets(path, read_index(path)["soun"])


def _slot(time: int) -> int:
    return round(time / _PER_SAMPLE / PACKET)


def _mixed(placed: Sequence[Placed]) -> Iterator[np.ndarray]:
    """The sound of all, where clips cross: decoded, and mixed there."""
    for number, each in enumerate(placed):
        first = _samples(each.start)
        begins, ends = _samples(each.start + each.fade_in), _samples(each.end - each.fade_out)
        if each.fade_in:
            before, count = placed[number - 1], begins - first
            falling = _heard(before, _samples(before.end) - _samples(before.start) - count, count)
            rising = _heard(each, 0, count)
            yield _whole(faded(falling, count, rise=1, fall=count)) + _whole(
                faded(rising, count, rise=count, fall=1)
            )
        yield from _heard(each, begins - first, ends - begins)


def _heard(each: Placed, start: int, count: int) -> Iterator[np.ndarray]:
    if not each.part.has_sound:
        return iter([np.zeros((2, count), np.float32)])
    return read_sound(Path(each.part.path), start, count)


def _whole(blocks: Iterator[np.ndarray]) -> np.ndarray:
    return np.concatenate(list(blocks), axis=1)


def _samples(time: int) -> int:
    return round(time / _PER_SAMPLE)

"""Pure: captions of a page's sections: other words, other times, split, joined, taken out."""

import math
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from library.correcting.pieces import Pieces
from library.ingestion.captions.lines import Caption, are_words, captions_of
from library.ingestion.parsers.base import Time
from project.errors import Invalid

MOST_SIGNS = 1_000  # of a caption
Lines = list[list[float]]


def say(pieces: Pieces, at: int, number: int, texts: Sequence[str], time: Time) -> Pieces:
    """The caption with this number in its section says this from now on.

    texts: one for each caption that becomes of it, which share the time by their length; none where
    it is taken out.
    """
    texts = [" ".join(text.split()) for text in texts if text.strip()]
    caption = caption_of(pieces, at, number)
    if any(len(text) > MOST_SIGNS for text in texts):
        raise Invalid(_("A caption can have at most %(count)s signs.") % {"count": MOST_SIGNS})
    _require_between(pieces, pieces[at].id, number, time)
    if texts:
        return _replaced(pieces, at, caption, texts, time)
    if len(captions_of(pieces[at].text, pieces[at].lines)) > 1:
        return _replaced(pieces, at, caption, [], time)
    return _without_section(pieces, at)


def join(pieces: Pieces, at: int, number: int) -> Pieces:
    """With the next one of its section."""
    caption = caption_of(pieces, at, number)
    found = captions_of(pieces[at].text, pieces[at].lines)
    if number + 1 >= len(found):
        raise Invalid(_("It is the last caption of its paragraph: there is none to join it with."))
    after = found[number + 1]
    both = replace(caption, after=after.after, end=after.end)
    text = pieces[at].text[both.start : both.end]
    return _replaced(pieces, at, both, [text], (caption.time[0], after.time[1]))


def caption_of(pieces: Pieces, at: int, number: int) -> Caption:
    """Raises Invalid where there is no such one."""
    found = captions_of(pieces[at].text, pieces[at].lines)
    if not 0 <= number < len(found):
        raise Invalid(_("There is no such caption any more. Look at it again."))
    return found[number]


def _require_between(pieces: Pieces, section_id: UUID, number: int, time: Time) -> None:
    """It begins neither before the caption in front of it does nor after the next one does."""
    if not time[0] < time[1]:
        raise Invalid(_("A caption has to end after it begins."))
    all_of_page = [
        (piece.id, place, caption.time[0])
        for piece in pieces
        for place, caption in enumerate(captions_of(piece.text, piece.lines))
    ]
    here = next(i for i, each in enumerate(all_of_page) if each[:2] == (section_id, number))
    earliest = all_of_page[here - 1][2] if here else 0.0
    latest = all_of_page[here + 1][2] if here + 1 < len(all_of_page) else math.inf
    if not earliest <= time[0] <= latest:
        raise Invalid(_("A caption has to begin between the one before it and the next one."))


def _replaced(
    pieces: Pieces, at: int, caption: Caption, texts: Sequence[str], time: Time
) -> Pieces:
    piece = pieces[at]
    start, end, text = caption.start, caption.end, " ".join(texts)
    if not texts:  # with the blank beside it
        start = start - 1 if piece.text[start - 1 : start] == " " else start
        end = end + 1 if start == caption.start and piece.text[end : end + 1] == " " else end
    shift = len(text) - (end - start)
    before, rest = piece.lines[: caption.first], piece.lines[caption.after :]
    whole = piece.text[:start] + text + piece.text[end:]
    lines = [*before, *_lines(piece.text, piece.lines, caption, texts, time)]
    lines += [[line[0] + shift, line[1] + shift, *line[2:]] for line in rest]
    return [*pieces[:at], replace(piece, text=whole, lines=lines), *pieces[at + 1 :]]


def _lines(text: str, lines: Lines, caption: Caption, texts: Sequence[str], time: Time) -> Lines:
    """A line for each of the new captions; for each word where they were words, with its own time
    where there are as many words as before."""
    if not are_words(text, lines):
        return _shared(texts, caption.start, time)
    words = " ".join(texts).split()
    fresh = _shared(words, caption.start, time)
    old = lines[caption.first : caption.after]
    if len(old) == len(words) and time == caption.time:
        return [[new[0], new[1], *was[2:]] for new, was in zip(fresh, old, strict=True)]
    return fresh


def _shared(texts: Sequence[str], start: int, time: Time) -> Lines:
    """Texts that follow each other with a blank between share the time by their length."""
    total = sum(map(len, texts)) or 1
    lines, said, second = [], 0, time[0]
    for text in texts:
        said += len(text)
        until = round(time[0] + (time[1] - time[0]) * said / total, 3)
        lines.append([start, start + len(text), second, until])
        start, second = start + len(text) + 1, until
    return lines


def _without_section(pieces: Pieces, at: int) -> Pieces:
    if len(pieces) == 1:
        raise Invalid(_("This is the only caption here. Leave at least a word of it."))
    rest = [*pieces[:at], *pieces[at + 1 :]]
    if pieces[at].begins and at < len(rest) and rest[at].node == pieces[at].node:
        rest[at] = replace(rest[at], begins=True)  # its part begins there now
    return rest

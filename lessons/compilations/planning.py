"""What a film is made of: cards, clips, chapters and captions, in the order in which they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from lessons.clips.muxing import Chapter, Facts
from lessons.clips.timeline import Card, Part, Placed, place
from lessons.compilations.recordings import said_between
from lessons.models import Clip, Compilation, CompilationItem
from lessons.rendering.base import SAMPLE_RATE
from lessons.rendering.captions import Cue, sentence_cues, webvtt
from library.citing import moment_reference
from project.languages import interface_language

MS = 90  # of the film's units
TITLE_MS, CARD_MS, CREDITS_MS = 4_000, 2_500, 6_000
Burnt = tuple[int, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """captions: WebVTT, empty for none. burnt: cues in the picture, in units of the film."""

    title: str
    credits: str
    parts: list[Part]
    placed: list[Placed]
    chapters: list[Chapter]
    captions: str
    burnt: list[Burnt]

    @property
    def length(self) -> int:
        return self.placed[-1].end

    def facts(self, *, language: str) -> Facts:
        return Facts(self.title, self.credits, language, self.chapters)


def plan(
    compilation: Compilation,
    items: Sequence[CompilationItem],
    clips: Sequence[Clip],
    paths: Sequence[Path],
) -> Plan:
    """clips, paths: of each item. What we say in it is said in its language."""
    with translation.override(interface_language(compilation.language)):
        parts, begins = _parts(compilation, items, clips, paths)
        placed = place(parts, compilation.fade_ms * MS)
        shown = [each for each in placed if each.part.is_clip]
        cues = _cues(items, shown)
        burns = compilation.captions == Compilation.Captions.BURNT
        has_captions = compilation.captions != Compilation.Captions.NONE and cues
        return Plan(
            title=compilation.title,
            credits="\n".join(credits_of(items)),
            parts=parts,
            placed=placed,
            chapters=_chapters(items, placed, begins),
            captions=webvtt(cues) if has_captions else "",
            burnt=[_burnt(cue) for cue in cues] if burns else [],
        )


def reference_of(item: CompilationItem) -> str:
    """ "Astronomy, at 12:31"."""
    time = (item.start_ms / 1000, item.end_ms / 1000)
    return _("%(title)s, %(moment)s") % {
        "title": item.source_title,
        "moment": moment_reference(time),
    }


def starts_of(compilation: Compilation, items: Sequence[CompilationItem]) -> list[int]:
    """When each item begins in the film, in milliseconds, whatever its clip is like."""
    count = len(items)
    parts, _begins = _parts(compilation, items, [Clip()] * count, [Path("clip.mp4")] * count)
    placed = place(parts, compilation.fade_ms * MS)
    return [each.start // MS for each in placed if each.part.is_clip]


def credits_of(items: Sequence[CompilationItem]) -> list[str]:
    """Each source once: its title, whose it is and its licence."""
    lines = {
        item.source_id: f"{item.source_title}. {item.attribution}".rstrip(". ") for item in items
    }
    return list(lines.values())


def _parts(compilation, items, clips, paths) -> tuple[list[Part], list[int]]:
    """And with which part each item's chapter begins."""
    parts: list[Part] = []
    begins = []
    if compilation.has_cards:
        parts.append(_card(TITLE_MS, compilation.title))
    for item, clip, path in zip(items, clips, paths, strict=True):
        begins.append(len(parts))
        if compilation.has_cards and item.heading:
            parts.append(_card(CARD_MS, item.heading, reference_of(item)))
        heard_only = Card(item.heading or item.source_title, (reference_of(item),))
        parts.append(
            Part(
                length=item.length_ms * MS,
                path=str(path),
                card=None if clip.facts.get("size") else heard_only,
                has_sound=bool(clip.facts.get("sound")),
            )
        )
    parts.append(_card(CREDITS_MS, _("Sources"), *credits_of(items)))
    return parts, begins


def _card(length_ms: int, heading: str, *lines: str) -> Part:
    return Part(length_ms * MS, card=Card(heading, lines))


def _chapters(items, placed: Sequence[Placed], begins: Sequence[int]) -> list[Chapter]:
    titles = [item.heading or reference_of(item) for item in items] + [_("Sources")]
    starts = [placed[number].start for number in begins] + [placed[-1].start]
    if begins[0] > 0:
        starts[0] = 0
    ends = [*starts[1:], placed[-1].end]
    return [Chapter(*each) for each in zip(starts, ends, titles, strict=True)]


def _cues(items: Sequence[CompilationItem], shown: Sequence[Placed]) -> list[Cue]:
    """Of what is said in the clips, when it is said in the film; one after the other."""
    found: list[Cue] = []
    for item, each in zip(items, shown, strict=True):
        start_s = each.start / 90_000 - item.start_ms / 1000
        for said in said_between(item.source_id, item.start_ms / 1000, item.end_ms / 1000):
            begins = max(said.start, item.start_ms / 1000) + start_s
            ends = min(said.end, item.end_ms / 1000) + start_s
            sentence = {"text": said.text, "start": 0, "words": []}
            sentence["end"] = round((ends - begins) * SAMPLE_RATE)
            found += sentence_cues(sentence, offset=round(begins * SAMPLE_RATE))
    starts = [*(cue.start for cue in found[1:]), None]
    return [_ended(cue, before) for cue, before in zip(found, starts, strict=False)]


def _ended(cue: Cue, before: int | None) -> Cue:
    if before is None or cue.end <= before:
        return cue
    return Cue(cue.start, max(cue.start + 1, before), cue.lines, cue.speaker)


def _burnt(cue: Cue) -> Burnt:
    unit = 90_000 / SAMPLE_RATE
    return round(cue.start * unit), round(cue.end * unit), cue.lines

"""Words with their times -> captions, as people can read them. Pure.

A caption ends with a sentence, at a pause, where somebody else speaks, and before it is too long.
A small recogniser gives words without any full stop: there a pause is taken for the end of a
sentence, so that sections, answers and citations have sentences to go by.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from library.ingestion.captions import Cue
from project.providers.base import SpokenWord

LONGEST_S = 7.0
MOST_SIGNS = 84  # two lines of a film's captions
PAUSE_S = 0.6
LONG_PAUSE_S = 2.0  # that ends a caption whatever was said
_END = re.compile(r"[.!?…。！？؟।]['\"”’»)\]]*$")
_DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def cues_of(words: Sequence[SpokenWord]) -> list[Cue]:
    """words: in order of time."""
    is_bare = not any(_END.search(word.text) for word in words)
    found = []
    for group in _groups(words, is_bare=is_bare):
        text = _joined(group)
        time = (round(group[0].start_s, 3), round(max(word.end_s for word in group), 3))
        found.append(Cue(text, time, group[0].speaker))
    return _stopped(found) if is_bare else found


def _groups(words: Sequence[SpokenWord], *, is_bare: bool) -> Iterator[Sequence[SpokenWord]]:
    group: list[SpokenWord] = []
    for word in words:
        if group and _ends(group, word, is_bare=is_bare):
            yield group
            group = []
        while group and _is_full([*group, word]):
            cut = _cut(group)
            yield group[:cut]
            group = group[cut:]
        group.append(word)
    if group:
        yield group


def _ends(group: Sequence[SpokenWord], word: SpokenWord, *, is_bare: bool) -> bool:
    pause_s = word.start_s - group[-1].end_s
    return (
        word.speaker != group[-1].speaker
        or pause_s >= (PAUSE_S if is_bare else LONG_PAUSE_S)
        or bool(_END.search(group[-1].text))
    )


def _is_full(group: Sequence[SpokenWord]) -> bool:
    return group[-1].end_s - group[0].start_s > LONGEST_S or len(_joined(group)) > MOST_SIGNS


def _cut(group: Sequence[SpokenWord]) -> int:
    """Behind a comma in the later half, else at its longest pause; all of it where it is short."""
    later = range(max(len(group) // 2, 1), len(group))
    commas = [at for at in later if group[at - 1].text.endswith((",", ";", ":", "，", "、"))]
    if commas:
        return commas[-1]
    return max(later, key=lambda at: group[at].start_s - group[at - 1].end_s, default=len(group))


def _joined(group: Sequence[SpokenWord]) -> str:
    """No blank where a language has none."""
    text = group[0].text
    for before, word in pairwise(group):
        is_dense = _DENSE.match(before.text[-1:]) and _DENSE.match(word.text[:1])
        text += word.text if is_dense else f" {word.text}"
    return text


def _stopped(cues: list[Cue]) -> list[Cue]:
    """With a capital and a full stop where a pause parts them."""
    found, begins = [], True
    for cue, after in zip(cues, [*cues[1:], None], strict=False):
        text = cue.text[:1].upper() + cue.text[1:] if begins else cue.text
        begins = after is None or _pause(cue, after) >= PAUSE_S or after.speaker != cue.speaker
        found.append(Cue(f"{text}." if begins else text, cue.time, cue.speaker))
    return found


def _pause(cue: Cue, after: Cue) -> float:
    return after.time[0] - cue.time[1] if cue.time and after.time else 0.0

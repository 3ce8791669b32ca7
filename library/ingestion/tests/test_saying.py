from itertools import pairwise

from library.ingestion.listening import Transcribed, cues_of
from project.providers.base import Heard, SpokenWord


def words(text, *, at=0.0, each=0.4, pauses=(), speaker=""):
    """pauses: (number of the word before, seconds)."""
    found = []
    for number, word in enumerate(text.split()):
        found.append(SpokenWord(word, at, at + each, 0.9, speaker))
        at += each + dict(pauses).get(number, 0.0)
    return found


def test_it_works():
    """A caption for each sentence, and for each part of a long one."""
    said = (
        "The Sun is a star. It shines because hydrogen is fused to helium, deep in its core, "
        "where it is so hot that the nuclei come close to each other."
    )
    cues = cues_of(words(said, at=10.0))
    assert " ".join(cue.text for cue in cues) == said
    assert [cue.text for cue in cues[:2]] == [
        "The Sun is a star.",
        "It shines because hydrogen is fused to helium, deep in its core,",
    ]
    assert cues[0].time == (10.0, 12.0)
    for cue in cues:
        assert len(cue.text) <= 84
        assert cue.time[1] - cue.time[0] <= 7.001
    assert all(one.time[1] <= two.time[0] + 0.001 for one, two in pairwise(cues))


def test_words_without_full_stops_are_parted_at_pauses():
    said = words("we begin with granules they are bright", pauses=[(3, 0.9)])
    assert [cue.text for cue in cues_of(said)] == ["We begin with granules.", "They are bright."]


def test_speakers_are_parted():
    said = words("Is it hot?", speaker="A") + words("Yes, very.", at=1.3, speaker="B")
    assert [(cue.speaker, cue.text) for cue in cues_of(said)] == [
        ("A", "Is it hot?"),
        ("B", "Yes, very."),
    ]


def test_no_blank_where_a_language_has_none():
    assert [cue.text for cue in cues_of(words("今日 は 晴れ です。"))] == ["今日は晴れです。"]


def test_nothing_and_endless_words():
    assert cues_of([]) == []
    [cue] = cues_of([SpokenWord("a" * 500, 0, 90)])
    assert cue.text == "A" + "a" * 499 + "."
    assert len(cues_of([SpokenWord("na", 1, 1)] * 10_000)) < 1_000


def test_what_was_heard_is_kept_as_json_has_it():
    kept = Transcribed()
    kept.add(Heard(0, 60, tuple(words("one two")), "en", "fast"))
    kept.add(Heard(60, 90, tuple(words("three", at=61)), "", "pocketsphinx"))
    assert (kept.until_s, kept.language, kept.by) == (90, "en", ["fast", "pocketsphinx"])
    assert Transcribed.unpacked(kept.packed()) == kept

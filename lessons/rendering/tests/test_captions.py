import re

from lessons.rendering.captions import LINE, captions, chapters, sentence_cues

SECOND = 22_050
LONG = (
    "Granules, which are typically 700 to 1000 kilometers in diameter, appear as bright areas "
    "surrounded by narrow, darker regions; the lifetime of an individual granule is short."
)


def make_sentence(text: str, start: int = SECOND, seconds_a_word: float = 0.5) -> dict:
    words, time = [], start
    for match in re.finditer(r"\w+", text):
        end = time + int(seconds_a_word * SECOND)
        words.append({"start": time, "end": end, "from": match.start(), "to": match.end()})
        time = end
    return {"text": text, "start": start, "end": time, "words": words}


def test_it_works():
    metadata = {"teacher_name": "Ada", "sentences": [make_sentence("Two words.")]}
    assert captions([(0, metadata), (3600 * SECOND, metadata)]) == (
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:02.000\n<v Ada>Two words.\n\n"
        "01:00:01.000 --> 01:00:02.000\n<v Ada>Two words.\n"
    )


def test_a_long_sentence_is_cut_into_two_lines_that_fit():
    cues = sentence_cues(make_sentence(LONG))
    assert len(cues) > 1
    for cue in cues:
        assert len(cue.lines) <= 2
        assert all(len(line) <= LINE for line in cue.lines)
    assert " ".join(line for cue in cues for line in cue.lines) == LONG


def test_each_cue_starts_with_its_first_word_and_lasts_until_the_next():
    sentence = make_sentence(LONG)
    cues = sentence_cues(sentence, offset=100)
    starts = {word["from"]: word["start"] for word in sentence["words"]}
    position = 0
    for cue in cues:
        position = LONG.index(cue.lines[0], position)
        assert cue.start == starts[position] + 100
    assert [cue.end for cue in cues[:-1]] == [cue.start for cue in cues[1:]]
    assert cues[-1].end == sentence["end"] + 100


def test_an_engine_without_word_marks_still_gets_cues_in_proportion():
    cues = sentence_cues({"text": LONG, "start": 0, "end": 10 * SECOND, "words": []})
    assert cues[0].start == 0
    assert 3 * SECOND < cues[1].start < 7 * SECOND
    assert cues[-1].end == 10 * SECOND


def test_text_without_spaces_is_cut_to_half_the_width():
    cues = sentence_cues(make_sentence("粒状斑は高温ガスの柱の頂上である。" * 6))
    assert all(len(line) <= LINE // 2 for cue in cues for line in cue.lines)


def test_a_word_longer_than_a_line_is_cut():
    cues = sentence_cues(make_sentence("x" * 100))
    assert "".join(line for cue in cues for line in cue.lines) == "x" * 100
    assert all(len(line) <= LINE for cue in cues for line in cue.lines)


def test_markup_is_shown_as_text():
    metadata = {"teacher_name": "A<b>", "sentences": [make_sentence("a < b --> c & d")]}
    assert "<v A&lt;b&gt;>a &lt; b --&gt; c &amp; d\n" in captions([(0, metadata)])


def test_chapters_are_one_line_each():
    assert chapters([(0, SECOND, "One\n\ntwo & three")]) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nOne two &amp; three\n"
    )

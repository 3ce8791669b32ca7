import pytest

from project import tokens

MIXED = "A naïve café — 中文和日本語 👩‍🏫 x² + 1,024 = π\n\n  def f():\n\treturn 'ok'"


def test_it_works():
    # The ids and the counts that OpenAI publishes for this encoding.
    assert tokens.encode("hello world") == [15339, 1917]
    assert tokens.count_tokens("antidisestablishmentarianism") == 6
    assert tokens.count_tokens("2 + 2 = 4") == 7
    assert tokens.count_tokens("お誕生日おめでとう") == 9


@pytest.mark.parametrize("text", ["", "one", MIXED, " " * 40, "a" * 5000])
def test_decoding_gives_the_text_back(text):
    assert tokens.decode(tokens.encode(text)) == text


def test_offsets_name_the_character_where_each_token_starts():
    assert tokens.token_offsets("hello world") == [0, 5]
    offsets = tokens.token_offsets(MIXED)
    ids = tokens.encode(MIXED)
    assert len(offsets) == len(ids)
    assert offsets == sorted(offsets)
    for start, end, token in zip(offsets, offsets[1:], ids, strict=False):
        whole = tokens.decode([token])
        assert "\ufffd" in whole or MIXED[start:end] == whole


def test_a_character_of_several_tokens_has_one_offset():
    assert tokens.token_offsets("a🦄b") == [0, *[1] * (tokens.count_tokens("a🦄b") - 2), 2]


def test_no_text_has_no_offsets():
    assert tokens.token_offsets("") == []


def test_marks_in_a_text_are_text():
    assert tokens.count_tokens("<|endoftext|>") > 1


def test_half_characters_of_broken_files_are_counted_too():
    text = "a\ud800b"
    assert tokens.decode(tokens.encode(text)) == "a\ufffdb"
    assert tokens.token_offsets(text)[-1] == 2

from uuid import UUID

from library.retrieval.neighbours import Piece, choose, join, join_texts, overlap

SOURCE, CHAPTER, NEXT = UUID(int=1), UUID(int=2), UUID(int=3)


def span(page: int, start: int, end: int, *boxes) -> dict:
    return {"page": page, "start": start, "end": end, "boxes": list(boxes)}


def piece(text: str, *spans: dict, node: UUID = CHAPTER, tokens: int = 10) -> Piece:
    return Piece(node, text, list(spans), tokens)


def test_it_works():
    first = piece("Stars shine. They are hot.", span(4, 0, 26, [0, 0, 9, 9]))
    second = piece("They are hot. Planets do not shine.", span(4, 13, 48, [0, 8, 9, 20]))
    text, spans = join([first, second])
    assert text == "Stars shine. They are hot. Planets do not shine."
    assert spans == [span(4, 0, 48, [0, 0, 9, 20])]
    assert first.spans == [span(4, 0, 26, [0, 0, 9, 9])]


def test_a_passage_over_two_pages_keeps_the_length_of_each():
    first = piece("One on four.\n\nTwo on five.", span(4, 80, 92), span(5, 0, 12))
    second = piece("Two on five.\n\nThree on five.", span(5, 0, 28))
    text, spans = join([first, second])
    assert text == "One on four.\n\nTwo on five.\n\nThree on five."
    assert spans == [span(4, 80, 92), span(5, 0, 28)]


def test_a_word_mended_at_the_end_of_a_page_is_whole():
    assert join_texts("It begins. For exam-", "For example it goes on.") == (
        "It begins. For example it goes on."
    )


def test_texts_that_share_nothing_are_paragraphs():
    assert join_texts("One.", "Two.") == "One.\n\nTwo."
    assert overlap("it is a star", "a star") == (0, "it is a star")  # by chance


def test_the_longest_repeat_counts():
    assert overlap("so so it is so so it is", "so so it is so so it is and on")[0] == 23


def test_neighbours_are_taken_while_they_fit_the_better_first():
    pieces = {(SOURCE, n): piece(f"text {n}") for n in range(10)}
    found = [(SOURCE, 5), (SOURCE, 1)]
    assert choose(found, pieces, tokens=20) == {(SOURCE, 5), (SOURCE, 1)}
    assert choose(found, pieces, tokens=30) == {(SOURCE, 5), (SOURCE, 6), (SOURCE, 1)}
    assert choose(found, pieces, tokens=60) == {(SOURCE, n) for n in (0, 1, 2, 4, 5, 6)}
    assert choose(found, pieces, tokens=0) == set(found)


def test_nothing_is_joined_across_a_chapter():
    pieces = {(SOURCE, 0): piece("an end"), (SOURCE, 1): piece("a beginning", node=NEXT)}
    assert choose([(SOURCE, 0)], pieces, tokens=1000) == {(SOURCE, 0)}

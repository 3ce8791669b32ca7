from library.ingestion.youtube.chapters import read_chapters


def test_it_works():
    text = """About leaves.

    0:00 Light
    ▶ 01:15 - The cell (close up)
    [1:02:31] Sugar: what for?
    See you at 5!"""
    assert read_chapters(text) == [
        (0.0, "Light"), (75.0, "The cell (close up)"), (3751.0, "Sugar: what for?"),
    ]  # fmt: skip


def test_times_behind_the_titles():
    found = read_chapters("Light - 0:00\nThe cell (1:15)\nSugar | 2:00")
    assert found == [(0.0, "Light"), (75.0, "The cell"), (120.0, "Sugar")]


def test_what_are_no_chapters():
    for text in ("0:00 a\n1:00 b", "0:05 a\n1:00 b\n2:00 c", "0:00 a\n2:00 b\n1:00 c", "x\n" * 9):
        assert read_chapters(text) == []
    assert read_chapters("0:00 a\n0:04 b\n0:30 c") == []  # one lasts four seconds
    assert read_chapters((" " * 200 + "-" * 200 + "\n") * 100) == []

import pymupdf
import pytest

from lessons.rendering.handout import Handout, HandoutFigure, HandoutPart, lesson_pdf
from lessons.rendering.tests.factories import TEXTS, make_figure
from project.errors import Invalid


def make_part(number: int = 1, **changes) -> HandoutPart:
    fields = {
        "teacher": "left" if number % 2 else "right",
        "teacher_name": "Ada" if number % 2 else "Tomás",
        "heading": f"Part {number}: an office affair",
        "sentences": ((TEXTS[0], "p. 527"), (TEXTS[1], "p. 527"), (TEXTS[2], "p. 528")),
    }
    return HandoutPart(**(fields | changes))


def make_handout(*parts: HandoutPart, **changes) -> Handout:
    fields = {
        "title": "The Sun: A Garden-Variety Star",
        "source_title": "Astronomy, OpenStax",
        "credit": "OpenStax, CC BY 4.0.",
        "notice": "No language model is configured: this text is taken from the sources.",
    }
    return Handout(parts=parts, **(fields | changes))


def read(path) -> list[str]:
    with pymupdf.open(path) as document:
        return [" ".join(page.get_text().split()) for page in document]


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_it_works(tmp_path, paper, size):
    target = tmp_path / "lesson.pdf"
    pages = lesson_pdf(make_handout(make_part()), target, paper=paper)
    (text,) = read(target)
    assert pages == 1
    for expected in ("The Sun: A Garden-Variety Star", "Part 1: an office affair", "Ada"):
        assert expected in text
    assert f"{TEXTS[0]} {TEXTS[1]} p. 527 {TEXTS[2]} p. 528" in text
    assert text.count("p. 527") == 1
    assert "OpenStax, CC BY 4.0. " in text
    assert "1 / 1" in text
    with pymupdf.open(target) as document:
        assert document[0].rect[2:] == size
        assert document.metadata["title"] == "The Sun: A Garden-Variety Star"
    assert [path.name for path in tmp_path.iterdir()] == ["lesson.pdf"]


def test_headings_that_come_along_and_what_is_left_out_are_printed(tmp_path):
    handout = make_handout(
        make_part(others="With it: Sunspots · The Corona"),
        left_out=("Left out on purpose. Terms: Key Terms, p. 530",),
    )
    lesson_pdf(handout, tmp_path / "lesson.pdf")
    (text,) = read(tmp_path / "lesson.pdf")
    assert "an office affair With it: Sunspots · The Corona Earth" in text
    assert "Left out on purpose. Terms: Key Terms, p. 530" in text


def test_long_lessons_go_on_over_pages_and_lose_nothing(tmp_path):
    parts = [make_part(n, sentences=make_part().sentences * (n * 4)) for n in range(1, 7)]
    pages = lesson_pdf(make_handout(*parts), tmp_path / "lesson.pdf")
    texts = read(tmp_path / "lesson.pdf")
    assert pages == len(texts) > 3
    assert sum(text.count("granulation.") for text in texts) == 4 * 21
    for number, text in enumerate(texts, 1):
        assert f"{number} / {pages}" in text


def test_a_heading_is_never_the_last_line_of_a_page(tmp_path):
    lesson_pdf(make_handout(*[make_part(n) for n in range(1, 30)]), tmp_path / "lesson.pdf")
    for text in read(tmp_path / "lesson.pdf"):
        body = text.split(" The Sun: A Garden-Variety Star ")[0]
        assert not body.endswith("an office affair")


def test_figures_are_printed_with_their_captions_inside_the_margins(tmp_path):
    figures = [
        HandoutFigure(make_figure(*size), "Figure 15.9 Granules.")
        for size in ((300, 200), (1200, 100), (100, 1200))
    ]
    parts = [make_part(n, figure=figure) for n, figure in enumerate(figures)]
    lesson_pdf(make_handout(*parts), tmp_path / "lesson.pdf")
    with pymupdf.open(tmp_path / "lesson.pdf") as document:
        boxes = [(page.rect, info["bbox"]) for page in document for info in page.get_image_info()]
        assert sum(page.get_text().count("Figure 15.9") for page in document) == 3
    assert len(boxes) == 3
    for page, (left, top, right, bottom) in boxes:
        assert 60 < left < right < page.width - 60
        assert 60 < top < bottom < page.height - 60


@pytest.mark.parametrize("language", ["ar", "ja", "hi"])
def test_other_scripts_are_printed(tmp_path, language):
    text = {"ar": "الحبيبات هي قمم", "ja": "粒状斑は高温", "hi": "सूर्य का प्रकाश"}[language]
    part = make_part(sentences=((text, "527"),), figure=HandoutFigure(make_figure()))
    assert lesson_pdf(make_handout(part, language=language), tmp_path / "lesson.pdf") == 1


def test_markup_is_printed_as_text(tmp_path):
    lesson_pdf(make_handout(make_part(heading="<b>a & b</b>")), tmp_path / "lesson.pdf")
    assert "<b>a & b</b>" in read(tmp_path / "lesson.pdf")[0]


def test_nothing_to_print_says_so(tmp_path):
    with pytest.raises(Invalid, match="no parts yet"):
        lesson_pdf(make_handout(), tmp_path / "lesson.pdf")


def test_a_broken_figure_says_where_it_is_and_leaves_nothing(tmp_path):
    part = make_part(figure=HandoutFigure(b"no picture"))
    with pytest.raises(Invalid, match="The figure of “Part 1: an office affair”"):
        lesson_pdf(make_handout(part), tmp_path / "lesson.pdf")
    assert not list(tmp_path.iterdir())

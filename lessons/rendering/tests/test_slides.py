import numpy as np
import pytest

from lessons.rendering.base import COLOURS, HEIGHT, WIDTH
from lessons.rendering.slide_layout import FOOT, PAPER, TEXT
from lessons.rendering.slides import draw_slide, eyes_patch, mouth_patch
from lessons.rendering.tests.factories import make_figure, make_spec
from project.errors import Invalid


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def is_colour(picture: np.ndarray, colour: str) -> np.ndarray:
    return np.abs(picture.astype(int) - rgb(colour)).max(axis=-1) <= 6


def crop(picture: np.ndarray, box) -> np.ndarray:
    left, top, right, bottom = map(int, box)
    return picture[top:bottom, left:right]


def test_it_works():
    picture = draw_slide(make_spec())
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert picture.dtype == np.uint8
    assert tuple(picture[5, 5]) == rgb(COLOURS["desk"])
    text = crop(picture, TEXT)
    assert is_colour(text, COLOURS["ink"]).sum() > 2000
    assert is_colour(crop(picture, FOOT), COLOURS["ink-2"]).sum() > 100


@pytest.mark.parametrize("figure", [None, make_figure(), make_figure(900, 100)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_too_much_text_stays_inside_its_boxes(figure, mirrored):
    words = "كلمة طويلة " if mirrored else "Überlänge "
    picture = draw_slide(
        make_spec(
            language="ar" if mirrored else "de",
            heading=words * 80,
            others=(words * 20,) * 9,
            bullets=(words * 120,) * 6,
            figure=figure,
            figure_caption=words * 90,
            source_title=words * 60,
            page_ref=words * 20,
            teacher_name=words * 9,
        )
    )
    around = crop(picture, PAPER)[4:-4, 8:-8]
    inside = np.zeros(around.shape[:2], bool)
    for left, top, right, bottom in (TEXT, FOOT):
        inside[
            top - PAPER[1] - 16 : bottom - PAPER[1] + 2,
            left - PAPER[0] - 12 : right - PAPER[0] - 4,
        ] = True
    assert is_colour(around[~inside], COLOURS["paper"]).all()
    assert is_colour(crop(picture, TEXT), COLOURS["ink"]).sum() > 2000
    assert not is_colour(picture[300:, 60:200], COLOURS["left"]).any()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "الغلاف الضوئي للشمس"),
        ("he", "שלום עולם"),
        ("ja", "太陽の光球"),
        ("hi", "सूर्य का प्रकाशमंडल"),
        ("th", "ดวงอาทิตย์"),
        ("uk", "Фотосфера Сонця"),
        ("en", "\x00\x07\ud800 <script>&amp; 😀 ∑ ₂"),
    ],
)
def test_other_scripts_are_drawn(language, text):
    shown = draw_slide(make_spec(language=language, heading=text, bullets=(text,)))
    empty = draw_slide(make_spec(language=language, heading="", bullets=()))
    assert (crop(shown, TEXT) != crop(empty, TEXT)).any(axis=-1).sum() > 300


def test_headings_that_come_along_stand_small_under_the_heading():
    with_them = draw_slide(make_spec(bullets=(), others=("Sunspots", "The Corona")))
    without = draw_slide(make_spec(bullets=()))
    new = (crop(with_them, TEXT) != crop(without, TEXT)).any(axis=-1)
    rows, _columns = np.nonzero(new)
    heading = np.nonzero(is_colour(crop(without, TEXT), COLOURS["ink"]))[0]
    assert new.sum() > 300
    assert heading.max() < rows.min() < heading.max() + 30
    assert np.ptp(rows) < 30


def test_right_to_left_text_hangs_from_the_right():
    picture = draw_slide(make_spec(language="ar", heading="الشمس", bullets=()))
    _rows, columns = np.nonzero(is_colour(crop(picture, TEXT), COLOURS["ink"]))
    assert columns.min() > 400


def test_a_figure_is_drawn_whole_and_beside_the_points():
    green = is_colour(draw_slide(make_spec(figure=make_figure(300, 200))), "#00a000")
    rows, columns = np.nonzero(green)
    width, height = np.ptp(columns) + 1, np.ptp(rows) + 1
    assert width / height == pytest.approx(1.5, abs=0.03)
    assert width > 320
    assert columns.min() > (TEXT[0] + TEXT[2]) / 2


def test_a_figure_that_cannot_be_read_says_where_it_is():
    with pytest.raises(Invalid, match=r"The figure of “The Solar Photosphere” cannot be drawn"):
        draw_slide(make_spec(figure=b"not a picture"))


def test_branding_recolours_the_speaker_and_the_paper():
    picture = draw_slide(make_spec(branding={"left": "#117711", "paper": "#fefefe"}))
    assert is_colour(picture, "#117711").sum() > 1000
    assert is_colour(picture, "#fefefe").sum() > 300_000
    assert not is_colour(picture, COLOURS["left"]).any()


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_one_who_does_not_speak_steps_back(side):
    other = "right" if side == "left" else "left"
    picture = draw_slide(make_spec(teacher=side, heading="", bullets=(), page_ref=""))
    assert is_colour(picture, COLOURS[side]).sum() > 1500
    assert not is_colour(picture, COLOURS[other]).any()


@pytest.mark.parametrize("side", ["left", "right"])
def test_each_step_opens_the_mouth_further(side):
    spec = make_spec(teacher=side)
    patch = mouth_patch(spec, draw_slide(spec))
    dark = [is_colour(look, COLOURS[side]).sum() for look in patch.looks]
    assert len(dark) == 5
    assert dark[1:] == sorted(set(dark[1:]))
    assert dark[0] < dark[2]
    assert {patch.x % 2, patch.y % 2, *(n % 2 for n in patch.looks[0].shape[:2])} == {0}


def test_a_patch_at_rest_is_the_picture_itself():
    spec = make_spec()
    picture = draw_slide(spec)
    at_rest = [(mouth_patch(spec, picture), 0)]
    at_rest += [(eyes_patch(spec, picture, side), 1) for side in ("left", "right")]
    for patch, look in at_rest:
        drawn = patch.looks[look].astype(int)
        height, width = drawn.shape[:2]
        there = picture[patch.y : patch.y + height, patch.x : patch.x + width]
        assert np.abs(drawn - there).max() <= 2

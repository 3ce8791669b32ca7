import pytest

from library.pictures import MARGIN, figure_box


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ([], [100 - MARGIN, 50 - MARGIN, 300 + MARGIN, 250 + MARGIN]),
        ([[100, 220, 300, 230], [100, 232, 260, 242]], [96, 46, 304, 220]),
        ([[100, 52, 300, 64]], [96, 64, 304, 254]),
        ([[210, 60, 300, 72], [210, 230, 300, 242]], [96, 46, 304, 254]),
    ],
    ids=["none", "below", "above", "beside"],
)
def test_it_works(caption, expected):
    assert figure_box([100, 50, 300, 250], caption) == expected

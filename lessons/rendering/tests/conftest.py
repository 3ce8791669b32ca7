import pytest

from lessons.rendering.tests.factories import CountingSpeech, make_figure, make_spec
from lessons.rendering.video import render_segment


@pytest.fixture(scope="session")
def speech():
    return CountingSpeech()


@pytest.fixture(scope="session")
def specs():
    """What Ada says, and what Tomás says after her."""
    return (
        make_spec(),
        make_spec(
            teacher="right",
            teacher_name="Tomás",
            heading="Granules & cells <15>",
            voice="en-US+m3",
            figure=make_figure(),
            figure_caption="Figure 15.9 Granulation pattern.",
            page_ref="section 15.1",
        ),
    )


@pytest.fixture(scope="session")
def segments(specs, speech, tmp_path_factory):
    folder = tmp_path_factory.mktemp("segments")
    return tuple(
        render_segment(spec, speech, folder / spec.teacher, with_video=True) for spec in specs
    )

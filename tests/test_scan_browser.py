"""A scan in a real browser: from the upload to a citation that opens at its words."""

import pymupdf
import pytest

from library.ingestion.tests import scans
from library.models import Source
from organizations import jobs
from organizations.scoping import scope
from tests.test_pages_browser import (  # noqa: F401
    browser,
    choose,
    page,
    pytestmark,
    sign_in,
    site,
)

PART = pymupdf.Rect(50, 180, 480, 330)


@pytest.mark.slow
@pytest.mark.parametrize("page", [1280], indirect=True)
def test_a_scan_is_cited_at_its_words(page, school, settings, tmp_path):  # noqa: F811
    settings.OCR_ENGINES, settings.OCR_PROCESSES = ["rapidocr"], 1
    with pymupdf.open() as document:
        printed = scans.add_scan(document, 3, clip=PART, degrees=-1.5)
        document.save(path := tmp_path / "preface.pdf")
    sign_in(page, school.bob)
    page.goto(school.url("library/"))
    choose(page, path)
    page.locator(".file[data-step=done]").wait_for()
    while jobs.work("ingestion"):
        pass
    with scope(school.organization.pk):
        assert Source.objects.get().state == Source.State.READY

    page.goto(school.url("library/?q=nonprofit+based+at+Rice"))
    page.locator(".passage-row a").first.click()
    page.wait_for_url("**/pages/0/?atom=*")
    page.locator("[data-placed]").first.wait_for(state="attached")
    assert page.locator(".sheet-mark").count() >= 1
    sheet = page.locator("[data-sheet='0'] .sheet-page").bounding_box()
    zoom = sheet["width"] / PART.width
    word = next(word for word in printed if word.text == "nonprofit")
    shown = page.locator("[data-page='0'] [data-box]", has_text="nonprofit").first.bounding_box()
    assert abs(shown["x"] - sheet["x"] - word.box[0] * zoom) < 4
    assert abs(shown["width"] - (word.box[2] - word.box[0]) * zoom) < 6
    assert abs(shown["y"] - sheet["y"] - word.box[1] * zoom) < 8

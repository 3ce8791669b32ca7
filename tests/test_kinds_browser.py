"""Files of every kind that is neither a PDF nor played, in a real browser: chosen all at once, read
by a worker, searched for a sentence of each, and opened where it stands."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from library.ingestion import tests
from library.ingestion.parsers.registry import KINDS, RECORDED
from library.ingestion.tests import openstax_books
from library.models import Source
from organizations import jobs
from organizations.scoping import scope
from tests.test_pages_browser import (  # noqa: F401
    ANSWERED_WITHIN_MS,
    browser,
    choose,
    fits,
    page,
    pytestmark,
    sign_in,
    site,
)

FOLDER = Path(tests.__file__).parent
SAVED = [
    "office/tides.docx", "office/lighthouses.odt", "office/bread.rtf", "office/bees.epub",
    "office/volcanoes.pptx", "office/rivers.xlsx", "captions/itaccess_captions_en.vtt",
]  # fmt: skip
HTML = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"
MILL = "The miller moves a long beam behind the mill, until its cap turns into the wind."
WOOL = "On a wheel that a foot keeps going, wool is spun to yarn."
SLEDGE = "# Ice\n\nA lake freezes from above.\n\n# Sledges\n\nThick ice carries a sledge.\n"
CHEESE = "Milk\n====\n\nRennet thickens it.\n\nRipening\n========\n\nIt ripens in a cool cellar.\n"
PAPER = "# Paper\n\nBefore trees were used, paper was made of rags.\n"
CLOCK = "<para>The pendulum of a clock swings once in a second.</para>"
TALENT = "What do we want for our students, the best talent?"
TOLD_ELSEWHERE = {"pdf", "web", "youtube", "site", *RECORDED}


@dataclass(frozen=True, slots=True)
class Place:
    """words: that are sought. reference: as a citation names the place. index: its page's.

    said: what is marked there. is_asked: of its source; else the library is searched.
    """

    kind: str
    words: str
    reference: str
    index: int
    said: str
    is_asked: bool = False


PLACES = [
    Place("docx", "water rises higher at a spring tide", "p. 2", 1, "spring tide"),
    Place("odt", "Fresnel cut a lens into rings", "p. 2", 1, "thirty kilometres out to sea"),
    Place(
        "rtf",
        "What does yeast eat in the dough and breathe out?",
        "p. 2",
        1,
        "Yeast eats the sugar",
        is_asked=True,
    ),
    Place("epub", "a bee dances a figure of eight", "section 3", 2, "figure of eight"),
    Place("pptx", "the only stone that floats", "slide 3", 2, "Pumice is the only stone"),
    Place("xlsx", "length of the Danube in km", "sheet Rivers", 1, "2850"),
    Place("html", "cap of a windmill turns", "section 1", 0, "its cap turns into the wind"),
    Place("htmlz", "wool is spun to yarn", "section 1", 0, "wool is spun to yarn"),
    Place("markdown", "thick ice carries a sledge", "section 2", 1, "carries a sledge"),
    Place("text", "ripens in a cool cellar", "“Ripening”", 1, "ripens in a cool cellar"),
    Place("captions", TALENT, "at 0:45", 0, "the best talent", is_asked=True),
    Place("zip", "paper was made of rags", "section 1", 0, "paper was made of rags"),
    Place("openstax", "pendulum of a clock swings", "section 1.1", 0, "swings once in a second"),
]


def zipped(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in members.items():
            packed.writestr(name.replace("_", "."), text)
    return path


@pytest.fixture
def files(tmp_path) -> list[Path]:
    texts = {"mill.html": HTML.format("Windmills", MILL), "ice.md": SLEDGE, "cheese.txt": CHEESE}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    book = openstax_books.write_book(
        tmp_path / "book",
        openstax_books.chapter("Clocks", "m1"),
        {"m1": openstax_books.module("Pendulums", CLOCK)},
    )
    return [
        *(FOLDER / name for name in SAVED),
        *(tmp_path / name for name in texts),
        zipped(tmp_path / "wool.htmlz", index_html=HTML.format("Spinning", WOOL)),
        zipped(tmp_path / "Unit 3.zip", paper_md=PAPER),
        openstax_books.pack(book, tmp_path / "clocks.tar.gz"),
    ]


def search(page, school, place: Place):  # noqa: F811
    page.goto(school.url(f"library/?q={quote_plus(place.words)}"))
    return page.locator(".passage-row .page-tag").first


def ask(page, school, place: Place):  # noqa: F811
    """A passage begins before the words that one seeks; an answer names where its quote stands."""
    with scope(school.organization.pk):
        source = Source.objects.get(kind=place.kind)
    page.goto(school.url(f"library/{source.pk}/"))
    page.get_by_label("Your question").fill(place.words)
    page.keyboard.press("Enter")
    page.locator(".answer[data-answer]:not([aria-busy])").wait_for(timeout=ANSWERED_WITHIN_MS)
    return page.locator(".answer a.page-tag").first


def test_no_kind_is_forgotten():
    assert {place.kind for place in PLACES} | TOLD_ELSEWHERE == set(KINDS)


@pytest.mark.slow
@pytest.mark.parametrize("page", [1280], indirect=True)
def test_each_kind_is_cited_where_it_stands(page, school, files):  # noqa: F811
    sign_in(page, school.bob)
    page.goto(school.url("library/"))
    choose(page, files)
    page.wait_for_function(
        "count => document.querySelectorAll('.file[data-step=done]').length === count",
        arg=len(files),
    )
    while jobs.work("ingestion"):
        pass
    with scope(school.organization.pk):
        states = dict(Source.objects.values_list("filename", "state"))
    assert set(states.values()) == {Source.State.READY, Source.State.UNPACKED}, states

    for place in PLACES:
        tag = ask(page, school, place) if place.is_asked else search(page, school, place)
        assert tag.inner_text() == place.reference, place
        tag.click()
        page.wait_for_url(f"**/pages/{place.index}/?*")
        marked = " ".join(page.locator("mark").all_inner_texts())
        assert place.said in marked, (place, marked)
        assert page.locator("mark").first.is_visible()
        assert fits(page), place

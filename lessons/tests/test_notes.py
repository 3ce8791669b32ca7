"""The page of all notes: found, filtered, opened, and taken along in three forms."""

import json

import pymupdf
import pytest

from lessons.models import Annotation, AnnotationReply
from lessons.tests.test_new_edition import mark, pdf
from library import uploads
from library.models import Page, Section
from library.sharing import Audience, set_audience
from library.tests.factories import GRANULES, PHOTOSPHERE, add_book, add_source
from organizations.tests.factories import membership


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob, title="Astronomy")


@pytest.fixture
def notes(in_school, book):
    """bob's own, dana's own, and one of dana's for everybody."""
    bob, dana = in_school.bob, in_school.dana
    mark(book, bob, "the tops", text="Bob's secret")
    mark(book, dana, "hot gas", text="Why <b>hot</b>?", tags=["sun"], colour="pink")
    shared = mark(book, dana, "photosphere", text="Look", audience="organization", kind="note")
    AnnotationReply.objects.create(
        organization=in_school.organization, annotation=shared, author=bob, text="I *see*"
    )
    return shared


def get(client, url: str) -> str:
    return client.get(url).content.decode()


def test_it_works(in_school, book, notes, sign_in):
    page = get(sign_in(in_school.dana), in_school.url("notes/"))
    assert "Why &lt;b&gt;hot&lt;/b&gt;?" in page
    assert "Astronomy, p. 527" in page
    assert f"/notes/{notes.pk}/" in page
    assert "1 reply" in page
    assert "Bob&#x27;s secret" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=hot+gas", 1), ("q=see", 1), ("q=look+photosphere", 1), ("q=comet", 0), ("tag=sun", 1),
     ("colour=pink", 1), ("kind=note", 1), ("audience=organization", 1), ("author=nonsense", 2),
     ("kind=nonsense", 2), ("page=99", 2), ("q=%00", 2)],
)  # fmt: skip
def test_a_list_is_filtered(query, found, in_school, notes, sign_in):
    page = get(sign_in(in_school.dana), in_school.url(f"notes/?{query}"))
    assert page.count('class="row note-row"') == found


def test_of_one_source(in_school, book, notes, sign_in):
    other = add_source(in_school.organization, in_school.bob, title="Physics")
    client = sign_in(in_school.dana)
    assert "Notes on Physics" in get(client, in_school.url(f"notes/?source={other.pk}"))
    assert get(client, in_school.url(f"notes/?source={book.pk}")).count("note-row") == 2
    for nonsense in ("x", "00000000-0000-0000-0000-000000000000"):
        assert client.get(in_school.url(f"notes/?source={nonsense}")).status_code == 404


def test_a_long_list_has_pages(in_school, book, sign_in):
    for number in range(31):
        mark(book, in_school.dana, page=0, kind="note", text=f"Number {number}")
    client = sign_in(in_school.dana)
    assert "page=2" in get(client, in_school.url("notes/"))
    assert get(client, in_school.url("notes/?page=2")).count("note-row") == 1


def test_what_one_may_not_see_any_more_is_not_there(in_school, book, notes, sign_in):
    set_audience(
        source=book, audience=Audience.CHOSEN, by=membership(in_school.organization, in_school.bob)
    )
    client = sign_in(in_school.dana)
    assert "No notes yet" in get(client, in_school.url("notes/"))
    assert client.get(in_school.url(f"notes/?source={book.pk}")).status_code == 404
    assert client.get(in_school.url(f"notes/{notes.pk}/")).status_code == 404
    assert json.loads(get(client, in_school.url("notes/export/jsonld/")))["items"] == []


def test_as_json_ld(in_school, book, notes, sign_in):
    response = sign_in(in_school.dana).get(in_school.url("notes/export/jsonld/?kind=note"))
    assert response["Content-Type"] == "application/ld+json"
    page = json.loads(response.content)
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    note, reply = page["items"]
    assert note["motivation"] == "commenting"
    assert note["target"]["selector"][0] == {
        "type": "TextQuoteSelector",
        "exact": "photosphere",
        "prefix": "The ",
        "suffix": " is the part of the Sun that we see.\n\nGranules are the tops of c",
    }
    assert note["target"]["selector"][1] == {"type": "TextPositionSelector", "start": 4, "end": 15}
    assert note["body"][0]["value"] == "Look"
    assert (reply["motivation"], reply["target"]) == ("replying", note["id"])


def test_as_markdown(in_school, notes, sign_in):
    text = get(sign_in(in_school.dana), in_school.url("notes/export/md/"))
    assert "## Astronomy" in text
    assert "### p. 527 · Note" in text
    assert "> photosphere" in text
    assert "Why &lt;b>hot&lt;/b>?" in text
    assert "- **Bob**: I *see*" in text


@pytest.mark.parametrize("form", ["pdf", "exe"])
def test_other_forms_are_said_so(form, in_school, notes, sign_in):
    response = sign_in(in_school.bob).get(in_school.url(f"notes/export/{form}/"))
    assert response.status_code == 404


@pytest.fixture
def printed(in_school, tmp_path):
    """A PDF of two pages, as reading it leaves it, with its file."""
    path = pdf(tmp_path / "sun.pdf", PHOTOSPHERE, GRANULES)
    source = uploads.add_file(
        path=path, user=in_school.bob, organization=in_school.organization
    ).source
    source.state = "ready"
    source.save()
    page = Page.objects.create(
        id=source.pk, source=source, organization_id=source.organization_id, index=1, label="2",
        width=595, height=842, outcome="text", text=GRANULES,
    )  # fmt: skip
    Section.objects.create(
        id=source.pk, source=source, organization_id=source.organization_id, page=page,
        page_index=1, position=1, kind="text", text=GRANULES, box=[72, 90, 520, 104],
        lines=[[0, len(GRANULES), 72, 90, 520, 104]],
    )  # fmt: skip
    return source


def test_as_an_annotated_pdf(in_school, printed, sign_in):
    stroke = {"points": [[100, 200], [150, 250]], "width": 2, "colour": "blue"}
    mark(printed, in_school.bob, "Granules", page=1, text="What?", colour="pink")
    mark(printed, in_school.bob, page=1, kind="drawing", strokes=[stroke])
    mark(printed, in_school.bob, page=1, kind="note", text="All of it")
    mark(printed, in_school.dana, page=1, kind="note", text="Secret")
    url = in_school.url(f"notes/export/pdf/?source={printed.pk}")
    response = sign_in(in_school.bob).get(url)
    assert response["Content-Type"] == "application/pdf"
    with pymupdf.open(stream=response.content) as document:
        blank, page = document  # an annotation lives as long as its page
        found = {annot.type[1]: annot for annot in page.annots()}
        assert set(found) == {"Highlight", "Ink", "Text"}
        assert found["Highlight"].info["content"] == "What?"
        assert found["Highlight"].rect.x0 == pytest.approx(72, abs=4)
        assert found["Highlight"].rect.y1 == pytest.approx(104, abs=4)
        assert found["Ink"].rect.contains(pymupdf.Rect(101, 201, 149, 249))
        assert found["Text"].info["content"] == "All of it"
        assert not list(blank.annots())


def test_students_do_not_get_the_file(in_school, printed, sign_in):
    mark(printed, in_school.dana, "Granules", page=1)
    client = sign_in(in_school.dana)
    response = client.get(in_school.url(f"notes/export/pdf/?source={printed.pk}"))
    assert response.status_code == 403
    page = get(client, in_school.url(f"notes/?source={printed.pk}"))
    assert "The file itself is not shared with you" in page
    assert "export/pdf" not in page
    page = get(sign_in(in_school.bob), in_school.url(f"notes/?source={printed.pk}"))
    assert "export/pdf" not in page  # dana's note is hers: bob has none here
    Annotation.objects.update(audience="organization")
    page = get(sign_in(in_school.bob), in_school.url(f"notes/?source={printed.pk}"))
    assert "export/pdf" in page


def test_a_file_that_cannot_be_drawn_into_is_said_so(in_school, printed, sign_in, media):
    mark(printed, in_school.bob, "Granules", page=1)
    (media / printed.file_key).write_bytes(b"no PDF")
    url = in_school.url(f"notes/export/pdf/?source={printed.pk}")
    response = sign_in(in_school.bob).get(url)
    assert response.status_code == 422
    assert "cannot be drawn" in response.content.decode()

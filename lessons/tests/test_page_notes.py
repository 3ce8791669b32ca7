"""Notes beside a page: what is written there, filtered, answered, changed and brought back."""

import json

import pytest

from lessons.annotations.marking import boxes_of_words
from lessons.annotations.wording import as_html
from lessons.models import Annotation, AnnotationReply
from library.models import Page, Section
from library.tests.factories import PHOTOSPHERE, add_book
from organizations.tests.factories import add_class, membership

HTMX = {"HX-Request": "true"}


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


@pytest.fixture
def notes_url(in_school, book):
    return in_school.url(f"library/{book.pk}/pages/0/notes/")


def words(exact: str) -> str:
    start = PHOTOSPHERE.index(exact)
    return json.dumps(
        {
            "selector": [
                {"type": "TextQuoteSelector", "exact": exact},
                {"type": "TextPositionSelector", "start": start, "end": start + len(exact)},
            ]
        }
    )


def mark(client, url, **more):
    sent = {"kind": "highlight", "target": words("photosphere")} | more
    return client.post(url, sent, headers=HTMX)


def text_of(response) -> str:
    return response.content.decode()


def test_it_works(in_school, book, notes_url, sign_in):
    client = sign_in(in_school.dana)
    answer = mark(client, notes_url, colour="green", tags="sun, Star", text="Look **here**")
    assert answer.status_code == 200
    assert "Look <strong>here</strong>" in text_of(answer)
    page = text_of(client.get(in_school.url(f"library/{book.pk}/pages/0/")))
    assert 'data-colour="green"' in page
    assert '<span class="chip">star</span>' in page
    assert "js/annotations.js" in page
    assert 'data-start="0" data-stop="51"' in page


def test_what_is_drawn_stands_where_the_words_are(in_school, book, notes_url, sign_in):
    page = text_of(mark(sign_in(in_school.dana), notes_url))
    [drawn] = json.loads(page.partition('id="page-marks" type="application/json">')[2]
                         .partition("</script>")[0])  # fmt: skip
    letter = (540 - 72) / len(PHOTOSPHERE)
    assert drawn["boxes"] == [[round(72 + 4 * letter, 1), 100.0, round(72 + 15 * letter, 1), 114.0]]
    assert (drawn["start"], drawn["stop"]) == (4, 15)


def test_boxes_go_over_lines():
    section = Section(start=10, lines=[[0, 10, 0, 0, 100, 10], [10, 20, 0, 10, 100, 20], [20, 30]])
    boxes = boxes_of_words([section], 15, 40)
    assert boxes == [[50.0, 0, 100.0, 10], [0.0, 10, 100.0, 20]]


def test_without_htmx_it_leads_back_to_the_page(in_school, book, notes_url, sign_in):
    response = sign_in(in_school.dana).post(notes_url, {"kind": "note", "text": "Whole page"})
    assert response["Location"] == in_school.url(f"library/{book.pk}/pages/0/") + "#notes"
    assert Annotation.objects.get().text == "Whole page"


@pytest.mark.parametrize(
    "sent",
    [{"target": words("photosphere").replace("photo", "hydro")}, {"target": "{"}, {"target": "[]"},
     {"kind": "note", "text": "<script>alert(1)</script>"}, {"kind": "sticker"},
     {"colour": "red; }"}, {"strokes": "[[["}, {"audience": "class:nonsense"}],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_above_and_changes_nothing(sent, notes_url, in_school, sign_in):
    client = sign_in(in_school.bob)
    answer = mark(client, notes_url, **sent)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#notes-problem")
    assert "<script" not in text_of(answer)
    assert not Annotation.objects.exists()
    assert mark(client, notes_url).status_code == 200


def test_what_people_write_is_never_markup(in_school, notes_url, sign_in):
    client = sign_in(in_school.dana)
    page = text_of(mark(client, notes_url, text='<img src=x onerror="alert(1)"> & **<b>**'))
    assert "<img" not in page
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; <strong>&lt;b&gt;</strong>" in page


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("- a\n- *b*", "<ul><li>a</li><li><em>b</em></li></ul>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("`<x>`", "<p><code>&lt;x&gt;</code></p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
    ],
)
def test_a_very_small_markdown(text, html):
    assert as_html(text) == html


def test_a_list_is_filtered(in_school, notes_url, sign_in):
    client = sign_in(in_school.bob)
    mark(client, notes_url, colour="pink", tags="star", text="First")
    mark(client, notes_url, kind="note", text="Second", audience="organization")
    for query, found in [
        ("colour=pink", "First"), ("kind=note", "Second"), ("tag=star", "First"),
        ("audience=organization", "Second"), ("q=second", "Second"),
    ]:  # fmt: skip
        page = text_of(client.get(f"{notes_url}?{query}", headers=HTMX))
        assert [word for word in ("<p>First", "<p>Second") if word in page] == [f"<p>{found}"]
    mine = text_of(client.get(f"{notes_url}?author={in_school.dana.pk}", headers=HTMX))
    assert "No note of this page is like that" in mine


def test_a_thread(in_school, notes_url, sign_in):
    mark(sign_in(in_school.bob), notes_url, audience="organization", text="What is it?")
    row = Annotation.objects.get()
    url = in_school.url(f"notes/{row.pk}/replies/")
    dana = sign_in(in_school.dana)
    assert "<p>A layer.</p>" in text_of(dana.post(url, {"text": "A layer."}, headers=HTMX))
    reply = AnnotationReply.objects.get()
    edit, delete = (in_school.url(f"replies/{reply.pk}/{do}/") for do in ("edit", "delete"))
    assert "A layer." in text_of(dana.get(edit, headers=HTMX))
    assert "<p>A thin one.</p>" in text_of(dana.post(edit, {"text": "A thin one."}, headers=HTMX))
    gone = text_of(dana.post(delete, headers=HTMX))
    assert "A thin one." not in gone
    assert f"/replies/{reply.pk}/restore/" in gone
    back = dana.post(in_school.url(f"replies/{reply.pk}/restore/"), headers=HTMX)
    assert "<p>A thin one.</p>" in text_of(back)
    assert sign_in(in_school.bob).post(edit, {"text": "x"}).status_code == 403


def test_edit_delete_and_bring_back(in_school, notes_url, sign_in):
    client = sign_in(in_school.dana)
    mark(client, notes_url, text="Old words")
    row = Annotation.objects.get()
    edit = in_school.url(f"notes/{row.pk}/edit/")
    assert "Old words</textarea>" in text_of(client.get(edit, headers=HTMX))
    assert "Edit a note" in text_of(client.get(edit))
    sent = {"text": "New words", "colour": "blue", "tags": "", "audience": "private"}
    assert "<p>New words</p>" in text_of(client.post(edit, sent, headers=HTMX))
    gone = text_of(client.post(in_school.url(f"notes/{row.pk}/delete/"), headers=HTMX))
    assert "New words" not in gone
    assert "Bring it back" in gone
    back = client.post(in_school.url(f"notes/{row.pk}/restore/"), headers=HTMX)
    assert "<p>New words</p>" in text_of(back)


def test_a_bookmark_is_set_and_taken_away(in_school, book, sign_in):
    client = sign_in(in_school.dana)
    url = in_school.url(f"library/{book.pk}/pages/1/bookmark/")
    assert 'aria-pressed="true"' in text_of(client.post(url, headers=HTMX))
    assert 'aria-pressed="false"' in text_of(client.post(url, headers=HTMX))
    assert not Annotation.objects.filter(deleted_at=None).exists()


def test_it_opens_at_its_place(in_school, book, notes_url, sign_in):
    client = sign_in(in_school.dana)
    mark(client, notes_url)
    pk = Annotation.objects.get().pk
    response = client.get(in_school.url(f"notes/{pk}/"))
    assert response["Location"].endswith(f"/library/{book.pk}/pages/0/?note={pk}#note-{pk}")


def test_a_mark_whose_words_are_gone_is_not_drawn(in_school, book, notes_url, sign_in):
    client = sign_in(in_school.dana)
    mark(client, notes_url)
    Page.objects.filter(source=book, index=0).update(text="The page was read anew.")
    page = text_of(client.get(notes_url, headers=HTMX))
    assert "its words are not here any more" in page
    assert '"start": 4' not in page


def test_a_student_of_the_class_sees_what_is_shared_with_it(in_school, book, notes_url, sign_in):
    here = in_school.organization
    bob, dana = membership(here, in_school.bob), membership(here, in_school.dana)
    made = add_class(bob, dana, name="Physics 10a")
    client = sign_in(in_school.bob)
    assert "Physics 10a" in text_of(client.get(in_school.url(f"library/{book.pk}/pages/0/")))
    mark(client, notes_url, text="For you", audience=f"class:{made.pk}")
    assert "For you" in text_of(sign_in(in_school.dana).get(notes_url, headers=HTMX))


def test_a_page_of_many_notes_asks_no_more(
    in_school, notes_url, sign_in, django_assert_max_num_queries
):
    client = sign_in(in_school.bob)
    for number in range(12):
        mark(client, notes_url, text=f"Number {number}", audience="organization")
    with django_assert_max_num_queries(24):
        assert text_of(client.get(notes_url, headers=HTMX)).count("<article") == 12

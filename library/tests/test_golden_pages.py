"""Golden questions: written, changed, asked, exported and imported by who manages the source."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from library import deletion
from library.catalogue import subscribe
from library.golden.services import MOST_PER_SOURCE, propose_golden_question
from library.models import GoldenQuestion, Source
from library.tests.factories import add_book, add_title, index
from organizations.scoping import catalogue_scope

QUESTION = "How long does a granule live?"


@pytest.fixture
def book(in_school) -> Source:
    return index(add_book(in_school.organization, in_school.bob))


@pytest.fixture
def bob(in_school, sign_in):
    return sign_in(in_school.bob)


def url(school, book, path="") -> str:
    return school.url(f"library/{book.pk}/golden/{path}")


def keep(client, school, book, question=QUESTION, pages="527"):
    return client.post(url(school, book, "add/"), {"question": question, "pages": pages})


def send(client, school, book, text: str):
    file = SimpleUploadedFile("q.jsonl", text.encode("utf-8", "surrogateescape"))
    return client.post(url(school, book, "import/"), {"file": file})


def test_it_works(in_school, book, bob):
    assert "No golden questions yet" in bob.get(url(in_school, book)).text
    response = keep(bob, in_school, book, pages="527 – 528")
    assert response.status_code == 302
    question = GoldenQuestion.objects.get()
    assert (question.question, question.pages, question.state) == (QUESTION, [0, 1], "kept")
    page = bob.get(url(in_school, book)).text
    assert QUESTION in page
    assert "Pages: 527, 528" in page
    assert "not asked yet" in page


def test_asked_it_says_at_which_place_the_page_came(in_school, book, bob):
    keep(bob, in_school, book)
    keep(bob, in_school, book, "What is not here?", "528")
    said = bob.post(url(in_school, book, "ask/"), follow=True).text
    assert "2 questions were asked" in said
    assert "found at place 1" in said
    assert "not found" in said
    assert said.count("50%") == 4
    assert GoldenQuestion.objects.get(question=QUESTION).standard == 1


def test_changed_it_has_not_been_asked(in_school, book, bob):
    keep(bob, in_school, book)
    bob.post(url(in_school, book, "ask/"))
    question = GoldenQuestion.objects.get()
    address = url(in_school, book, f"{question.pk}/")
    assert 'value="527"' in bob.get(address).text
    assert bob.post(address, {"question": QUESTION, "pages": "528"}).status_code == 302
    question.refresh_from_db()
    assert (question.pages, question.rank, question.standard_at) == ([1], None, None)


def test_deleted(in_school, book, bob):
    keep(bob, in_school, book)
    address = url(in_school, book, f"{GoldenQuestion.objects.get().pk}/delete/")
    assert bob.post(address).status_code == 302
    assert not GoldenQuestion.objects.exists()
    assert bob.post(address).status_code == 404


@pytest.mark.parametrize(
    ("question", "pages", "said"),
    [
        ("", "527", "required"),
        ("What?", "", "required"),
        ("What?", ",", "Name the pages"),
        ("What?", "999", "There is no page “999”"),
        ("What?", "528–527", "There is no page"),
        ("x" * 501, "527", "at most 500"),
        (QUESTION, "527", "kept already"),
    ],
)
def test_what_cannot_be_kept_is_told_and_changes_nothing(
    in_school, book, bob, question, pages, said
):
    keep(bob, in_school, book)
    response = keep(bob, in_school, book, question, pages)
    assert response.status_code == 422
    assert said in response.text
    assert GoldenQuestion.objects.count() == 1


def test_exported_and_imported_they_are_the_same(in_school, book, bob):
    keep(bob, in_school, book)
    keep(bob, in_school, book, "Was ist „heiß“?", "527-528")
    exported = bob.get(url(in_school, book, "export/"))
    assert exported["Content-Disposition"] == 'attachment; filename="astronomy.golden.jsonl"'
    text = exported.content.decode()
    assert json.loads(text.splitlines()[1]) == {
        "question": "Was ist „heiß“?",
        "pages": ["527", "528"],
    }
    before = list(GoldenQuestion.objects.order_by("question").values_list("question", "pages"))
    GoldenQuestion.objects.filter(question=QUESTION).delete()
    assert send(bob, in_school, book, text).status_code == 302
    after = list(GoldenQuestion.objects.order_by("question").values_list("question", "pages"))
    assert after == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("\n\n", "nothing in this file"),
        ("not json", "Line 1 is not of the form"),
        ("[]", "Line 1 is not of the form"),
        ('{"question": "a"}', "Line 1 is not of the form"),
        ('{"question": 5, "pages": ["527"]}', "Line 1 is not of the form"),
        ("[" * 100_000, "Line 1 is not of the form"),
        ('{"question": "a", "pages": ["527"]}\n{"question": "b", "pages": ["9"]}', "Line 2: "),
        ("\udcff\udcfe", "not text in UTF-8"),
        ('{"question": "a", "pages": ["527"]}\n' * (MOST_PER_SOURCE + 1), "at most 100"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_changes_nothing(in_school, book, bob, text, said):
    response = send(bob, in_school, book, text)
    assert response.status_code == 422
    assert said in response.text
    assert not GoldenQuestion.objects.exists()


def test_only_who_manages_the_source_sees_them(in_school, book, bob, sign_in, charlie):
    keep(bob, in_school, book)
    for user, status in ((in_school.alice, 200), (in_school.dana, 403), (charlie, 404)):
        assert sign_in(user).get(url(in_school, book)).status_code == status
    other = add_book(in_school.organization, in_school.alice)
    assert sign_in(in_school.bob).get(url(in_school, other)).status_code == 403


def test_a_question_of_another_source_is_not_found(in_school, book, bob):
    keep(bob, in_school, book)
    question = GoldenQuestion.objects.get()
    other = add_book(in_school.organization, in_school.bob)
    assert bob.get(url(in_school, other, f"{question.pk}/")).status_code == 404
    assert bob.post(url(in_school, other, f"{question.pk}/delete/")).status_code == 404
    assert GoldenQuestion.objects.exists()


def test_the_catalogue_s_titles_have_none_here(in_school, bob):
    title = add_title("astronomy-2e")
    subscribe(in_school.organization, "astronomy-2e", in_school.alice)
    assert bob.get(url(in_school, title.source)).status_code == 403
    with catalogue_scope():
        assert propose(title.source, in_school.dana) is None


def propose(book, by, pages=(0,)) -> GoldenQuestion | None:
    return propose_golden_question(source=book, question=QUESTION, pages=pages, by=by)


def test_a_student_s_proposal_is_kept_by_the_teacher(in_school, book, bob):
    question = propose(book, in_school.dana)
    assert question.state == "proposed"
    page = bob.get(url(in_school, book)).text
    assert "proposed from an answer" in page
    assert "Ask them now" not in page
    assert "A proposed question" in bob.get(url(in_school, book, f"{question.pk}/")).text
    bob.post(url(in_school, book, f"{question.pk}/"), {"question": QUESTION, "pages": "527"})
    question.refresh_from_db()
    assert question.state == "kept"


def test_proposed_again_or_without_a_page_nothing_happens(in_school, book, bob):
    keep(bob, in_school, book, pages="528")
    assert propose(book, in_school.dana) is None
    assert propose_golden_question(source=book, question="x", pages=(), by=in_school.dana) is None
    assert GoldenQuestion.objects.get().pages == [1]


def test_written_by_a_teacher_a_proposed_one_is_kept(in_school, book, bob):
    propose(book, in_school.dana)
    assert keep(bob, in_school, book, pages="528").status_code == 302
    question = GoldenQuestion.objects.get()
    assert (question.state, question.pages) == ("kept", [1])


def test_a_source_has_so_many_and_no_more(in_school, book, bob):
    GoldenQuestion.objects.bulk_create(
        GoldenQuestion(
            source=book, organization_id=book.organization_id, question=f"{n}?", pages=[0]
        )
        for n in range(MOST_PER_SOURCE)
    )
    response = keep(bob, in_school, book)
    assert response.status_code == 422
    assert "at most 100 golden questions" in response.text
    assert propose(book, in_school.dana) is None


def test_they_go_with_their_source(in_school, book, bob):
    keep(bob, in_school, book)
    assert deletion.delete_now(book)
    assert not GoldenQuestion.objects.exists()


def test_the_list_costs_the_same_however_long_it_is(
    in_school, book, bob, django_assert_max_num_queries
):
    keep(bob, in_school, book)
    for number in range(12):
        keep(bob, in_school, book, f"{number}?")
    with django_assert_max_num_queries(4, using="content"):
        bob.get(url(in_school, book))


def test_the_source_s_page_leads_there_for_who_may(in_school, book, bob, sign_in):
    address = in_school.url(f"library/{book.pk}/")
    assert url(in_school, book) in bob.get(address).text
    assert url(in_school, book) not in sign_in(in_school.dana).get(address).text

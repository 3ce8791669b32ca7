"""Assigning, doing, marking and the gradebook, by the pages."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from lessons.models import Artifact, ArtifactItem, Assignment, Attempt
from lessons.tests.factories import add_lesson
from library.tests.factories import add_book
from organizations.models import ClassMember, Grant
from organizations.scoping import scope
from organizations.services.class_members import add_to_class
from organizations.tests.factories import add_class, add_people, membership

HOUR = timedelta(hours=1)
CITED = {"page_index": 0, "reference": "p. 527", "quote": "Granules rise."}


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob, title="Astronomy")


@pytest.fixture
def school_class(in_school):
    here = in_school.organization
    return add_class(membership(here, in_school.bob), membership(here, in_school.dana))


@pytest.fixture
def quiz(in_school, book):
    """A choice of one point and a short answer of four."""
    made = Artifact.objects.create(
        organization=in_school.organization, source_id=book.pk, kind="quiz", title="=Quiz",
        language="en", source_title=book.title, state="approved", approved_at=timezone.now(),
        made_by=in_school.bob,
    )  # fmt: skip
    options = [{"text": "Rise", "is_key": True, "feedback": "Yes"}]
    options += [{"text": "Sink", "is_key": False, "feedback": "They are hot"}]
    facts = {"organization": in_school.organization, "artifact": made}
    facts["citation"] = CITED | {"source_id": str(book.pk)}
    ArtifactItem.objects.create(
        position=1, kind="choice", stem="Granules?", options=options, **facts
    )
    key = {"accepted": ["Hot gas rises"]}
    ArtifactItem.objects.create(position=2, kind="short", stem="Why?", key=key, points=4, **facts)
    return made


def local(at) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def assign(client, school, kind, subject, school_class, **terms):
    """By the form. Returns the response."""
    sent = {"classes": [school_class.pk], "opens_at": local(timezone.now() - HOUR)}
    if kind == "quiz":
        sent |= {"attempts_allowed": 2, "feedback": "at_once"}
    url = school.url(f"assignments/new/?kind={kind}&subject={subject.pk}&class={school_class.pk}")
    return client.post(url, sent | terms)


@pytest.fixture
def assigned(in_school, quiz, school_class, sign_in):
    response = assign(
        sign_in(in_school.bob), in_school, "quiz", quiz, school_class, time_limit_min=30
    )
    assert response.status_code == 302, response.context["form"].errors
    return Assignment.objects.get()


def begin(client, school, assigned) -> Attempt:
    client.post(school.url(f"assignments/{assigned.pk}/begin/"))
    return Attempt.objects.order_by("-number").first()


def names_of(assigned) -> list[str]:
    return [f"a-{item['id']}" for item in assigned.items]


def page(client, school, path) -> str:
    response = client.get(school.url(path))
    assert response.status_code == 200
    return response.content.decode()


def test_it_works(in_school, assigned, sign_in):
    """Due on the home page, answered in pieces, handed in, marked by the teacher."""
    student = sign_in(in_school.dana)
    assert "=Quiz" in page(student, in_school, "")
    attempt = begin(student, in_school, assigned)
    first, second = names_of(assigned)
    url = f"attempts/{attempt.pk}/"
    saved = student.post(
        in_school.url(f"{url}answer/"), {first: "0"}, headers={"HX-Request": "true"}
    )
    assert saved.content == b"Saved"
    again = begin(student, in_school, assigned)
    assert again.pk == attempt.pk
    assert 'value="0" checked' in page(student, in_school, url)
    student.post(in_school.url(f"{url}submit/"), {second: "hot gas"})
    result = page(student, in_school, url)
    assert "1 of 5 points" in result
    assert f"/library/{assigned.source_id}/pages/0/?quote=Granules" in result
    assert "=Quiz" not in page(student, in_school, "")

    teacher = sign_in(in_school.bob)
    assert "is suggested" in page(teacher, in_school, url)
    marks = {f"p-{item['id']}": points for item, points in zip(assigned.items, (1, 3), strict=True)}
    assert (
        teacher.post(in_school.url(f"{url}mark/"), {**marks, list(marks)[1]: 9}).status_code == 422
    )
    teacher.post(in_school.url(f"{url}mark/"), marks)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == ("marked", 4)


def test_time_ends_by_the_servers_clock(in_school, assigned, sign_in):
    student = sign_in(in_school.dana)
    attempt = begin(student, in_school, assigned)
    first, second = names_of(assigned)
    url = in_school.url(f"attempts/{attempt.pk}/")
    student.post(f"{url}answer/", {first: "0"})
    over = timezone.now() - timedelta(seconds=11)
    Attempt.objects.update(ends_at=over)
    assert student.post(f"{url}answer/", {second: "too late"}).status_code == 409
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.points, attempt.state) == (over, 1, "marked")
    student.post(f"{url}submit/", {second: "too late"})
    attempt.refresh_from_db()
    assert set(attempt.answers) == {assigned.items[0]["id"]}


def test_no_more_attempts_than_allowed(in_school, assigned, sign_in):
    student = sign_in(in_school.dana)
    for _number in range(2):
        attempt = begin(student, in_school, assigned)
        student.post(in_school.url(f"attempts/{attempt.pk}/submit/"))
    again = student.post(in_school.url(f"assignments/{assigned.pk}/begin/"))
    assert again.status_code == 409
    assert Attempt.objects.count() == 2


def test_what_is_not_approved_is_not_assigned(in_school, quiz, school_class, sign_in):
    Artifact.objects.update(state="draft", approved_at=None)
    client = sign_in(in_school.bob)
    assert assign(client, in_school, "quiz", quiz, school_class).status_code == 409
    assert not Assignment.objects.exists()


def test_an_edit_changes_nobodys_quiz(in_school, assigned, quiz, sign_in):
    quiz.items.all().delete()
    attempt = begin(sign_in(in_school.dana), in_school, assigned)
    assert "Granules?" in page(sign_in(in_school.dana), in_school, f"attempts/{attempt.pk}/")


def test_students_see_their_own(in_school, assigned, sign_in):
    """Neither of another class, nor before it opens, nor another's attempt."""
    attempt = begin(sign_in(in_school.dana), in_school, assigned)
    add_people(in_school.organization, 1)
    other = in_school.organization.memberships.get(user__name="Pupil 00000")
    stranger, urls = sign_in(other.user), [f"assignments/{assigned.pk}/", f"attempts/{attempt.pk}/"]
    assert [stranger.get(in_school.url(url)).status_code for url in urls] == [404, 404]
    add_to_class(school_class=assigned.school_class, people=[other], part=ClassMember.Part.STUDENT)
    assert [stranger.get(in_school.url(url)).status_code for url in urls] == [200, 404]
    Assignment.objects.update(opens_at=timezone.now() + HOUR)
    assert stranger.get(in_school.url(urls[0])).status_code == 404


def test_only_for_some(in_school, quiz, school_class, sign_in):
    add_people(in_school.organization, 1)
    other = in_school.organization.memberships.get(user__name="Pupil 00000")
    add_to_class(school_class=school_class, people=[other], part=ClassMember.Part.STUDENT)
    assign(sign_in(in_school.bob), in_school, "quiz", quiz, school_class, people=[other.pk])
    made = Assignment.objects.get()
    assert sign_in(in_school.dana).get(in_school.url(f"assignments/{made.pk}/")).status_code == 404
    assert sign_in(other.user).get(in_school.url(f"assignments/{made.pk}/")).status_code == 200


def test_a_lesson_of_the_teachers_alone_opens_for_the_class(in_school, book, school_class, sign_in):
    lesson = add_lesson(book, in_school.bob, seen_by="maker", files={})
    url = in_school.url(f"lessons/{lesson.pk}/")
    assert sign_in(in_school.dana).get(url).status_code == 404
    assign(sign_in(in_school.bob), in_school, "lesson", lesson, school_class)
    made, student = Assignment.objects.get(), sign_in(in_school.dana)
    assert student.get(url).status_code == 200
    student.post(in_school.url(f"assignments/{made.pk}/done/"))
    student.post(in_school.url(f"assignments/{made.pk}/done/"))
    assert Attempt.objects.get().state == "marked"


def test_a_reading_names_its_pages(in_school, book, school_class, sign_in):
    client = sign_in(in_school.bob)
    response = assign(client, in_school, "reading", book, school_class, part="pages", pages="527")
    assert response.status_code == 302
    made = Assignment.objects.get()
    assert (made.first_page, made.last_page, made.part) == (0, 0, "p. 527")
    assert not Grant.objects.exists()  # everybody sees the book
    shown = page(sign_in(in_school.dana), in_school, f"assignments/{made.pk}/")
    assert f"/library/{book.pk}/pages/0/" in shown


def test_dates_in_order(in_school, quiz, school_class, sign_in):
    due = local(timezone.now() - 2 * HOUR)
    response = assign(sign_in(in_school.bob), in_school, "quiz", quiz, school_class, due_at=due)
    assert response.status_code == 422


@pytest.mark.slow
def test_the_gradebook_says_late_and_missing_in_a_fixed_number_of_queries(
    in_school, assigned, school_class, sign_in, django_assert_max_num_queries
):
    student = sign_in(in_school.dana)
    attempt = begin(student, in_school, assigned)
    student.post(in_school.url(f"attempts/{attempt.pk}/submit/"), {names_of(assigned)[0]: "0"})
    past = timezone.now() - HOUR / 2
    Assignment.objects.update(due_at=past)
    add_people(in_school.organization, 500)
    pupils = list(in_school.organization.memberships.filter(user__name__startswith="Pupil"))
    ClassMember.objects.bulk_create(
        ClassMember(organization=in_school.organization, school_class=school_class, membership=each,
                    part="student") for each in pupils
    )  # fmt: skip
    Attempt.objects.bulk_create(  # begun, and run out: they are handed in by looking
        Attempt(organization=in_school.organization, assignment=assigned, student=each,
                began_at=past - HOUR, ends_at=past) for each in pupils[:200]
    )  # fmt: skip
    teacher = sign_in(in_school.bob)
    url = f"classes/{school_class.pk}/gradebook/"
    with django_assert_max_num_queries(20):
        shown = page(teacher, in_school, url)
    assert shown.count("<tr>") == 101
    shown += "".join(page(teacher, in_school, f"{url}?page={number}") for number in range(2, 7))
    assert shown.count('class="grade-missing"') == 300
    assert shown.count('class="grade-late small"') == 1
    lines = teacher.get(in_school.url(f"classes/{school_class.pk}/gradebook.csv"))
    rows = list(csv.reader(StringIO(lines.getvalue().decode())))
    assert rows[0] == ["Name", "Sign-in", "'=Quiz (5)", "State", "Points"]
    assert rows[1] == ["Dana", in_school.dana.email, "1", "Done, late", "1"]
    assert len(rows) == 502


def test_another_school_sees_nothing(in_school, assigned, charlie, sign_in):
    client = sign_in(charlie)
    slug = charlie.memberships.get().organization.slug
    urls = [f"assignments/{assigned.pk}/", f"classes/{assigned.school_class_id}/gradebook/"]
    with scope(in_school.organization.pk):
        found = [client.get(f"/o/{slug}/{url}").status_code for url in urls]
    assert found == [404, 404]

"""The sources of an organization as those who run it see them."""

import pytest

from lessons.tests.factories import add_lesson
from library.models import Source
from library.tests.factories import add_source
from organizations.models import Grant
from organizations.tests.factories import add_admin_of, add_class, add_school, membership


@pytest.fixture
def overview(in_school):
    return in_school.url("library/overview/")


@pytest.fixture
def shelf(in_school) -> dict[str, Source]:
    """One for all, one for a class, one of bob's alone."""
    of_bob = in_school.organization, in_school.bob
    rows = {
        "all": add_source(*of_bob, title="Alpha", size_bytes=3_000_000),
        "some": add_source(*of_bob, title="Beta", is_restricted=True, size_bytes=9_000_000),
        "bob": add_source(*of_bob, title="Secret", owner_id=in_school.bob.pk, size_bytes=1_000_000),
    }
    Grant.objects.create(
        organization=in_school.organization,
        subject="source",
        subject_id=rows["some"].pk,
        level=1,
        school_class=add_class(membership(*of_bob)),
    )
    return rows


def test_it_works(overview, shelf, in_school, sign_in):
    """State, audience, adder, sizes; of a private source nothing but its size."""
    add_lesson(shelf["all"], in_school.bob, media_bytes=2_000_000)
    page = sign_in(in_school.alice).get(overview).content.decode()
    for said in (
        "Alpha",
        "Beta",
        "Physics 2b",
        "everybody here",
        "added by Bob",
        "A private source",
    ):
        assert said in page
    assert "Secret" not in page
    assert "4.8\xa0MB" in page  # file and lessons of the first
    assert "of 500.0\xa0GB used" in page


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("audience=chosen", ["Beta"]),
        ("q=alp", ["Alpha"]),
        ("q=secret", []),
        ("state=attention", []),
        ("order=size&audience=", ["Beta", "Alpha"]),
        ("order=title", ["Alpha", "Beta"]),
        ("order=nonsense&page=x", ["Beta", "Alpha"]),
    ],
)
def test_it_is_filtered_and_ordered(asked, titles, overview, shelf, in_school, sign_in):
    page = sign_in(in_school.alice).get(f"{overview}?{asked}").content.decode()
    found = [title for title in ("Alpha", "Beta") if f">{title}</a>" in page]
    assert sorted(found, key=page.index) == titles
    assert ("Nothing found" in page) is not titles or titles


def test_an_admin_of_a_school_sees_theirs(overview, shelf, in_school, sign_in):
    """What is everybody's, and once bob is of their school, what is restricted of his."""
    school = add_school(in_school.organization, "North")
    client = sign_in(add_admin_of(school, "nora"))
    page = client.get(overview).content.decode()
    assert "Alpha" in page
    assert "Beta" not in page
    assert client.get(f"{overview}?q=beta").content.decode().count("Beta") == 0
    assert client.get(in_school.url(f"library/{shelf['some'].pk}/")).status_code == 404
    membership(in_school.organization, in_school.bob).schools.add(school)
    page = client.get(overview).content.decode()
    assert "Beta" in page
    assert "private source" not in page  # his own stays his own
    assert "Secret" not in page


def test_an_empty_one_says_so(overview, in_school, sign_in):
    assert b"No sources yet" in sign_in(in_school.alice).get(overview).content


@pytest.mark.parametrize("rows", [1, 12])
def test_rows_cost_no_queries(rows, overview, in_school, sign_in, django_assert_num_queries):
    for number in range(rows):
        source = add_source(in_school.organization, in_school.bob, title=f"Book {number}")
        Grant.objects.create(
            organization=in_school.organization,
            subject="source",
            subject_id=source.pk,
            level=1,
            role="teacher",
        )
    client = sign_in(in_school.alice)
    with (
        django_assert_num_queries(17, using="default"),
        django_assert_num_queries(3, using="content"),
    ):
        client.get(overview)

"""The pages of an import: what they show, how often they ask the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import RosterImport
from organizations.rosters.tests.files import small


def people(count: int) -> bytes:
    lines = [f"Pupil {n},pupil{n}@x.example,7a" for n in range(count)]
    return "\n".join(["name,email,class", *lines]).encode()


def queries(doors, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert doors.client.get(url).status_code == 200
    return len(captured)


def test_a_page_asks_as_often_for_many_changes_as_for_few(doors, school):
    few = doors.read(people(2), "a.csv")
    asked = queries(doors, school.url(f"rosters/{few.pk}/"))
    many = doors.read(people(45), "b.csv")
    assert queries(doors, school.url(f"rosters/{many.pk}/")) == asked


def test_changes_come_fifty_at_a_time(doors, school):
    row = doors.read(people(60), "a.csv")
    first = doors.page(row, "new")
    assert "Pupil 49" in first
    assert "Pupil 50" not in first
    url = school.url(f"rosters/{row.pk}/")
    assert "Pupil 50" in doors.client.get(url, {"tab": "new", "page": "2"}).content.decode()
    for nonsense in ("-1", "x", "²", "9" * 30, "0"):
        assert doors.client.get(url, {"page": nonsense}).status_code == 200


def test_progress_is_shown_until_it_is_done(doors, school):
    row = doors.read(small())
    doors.post(row, "apply")
    url = school.url(f"rosters/{row.pk}/")
    assert "The roster is being applied" in doors.client.get(url).content.decode()
    assert doors.client.get(f"{url}progress/").status_code == 200
    doors.worked(row)
    done = doors.client.get(f"{url}progress/")
    assert (done.status_code, done.headers["HX-Refresh"]) == (286, "true")
    assert "Applied on" in doors.client.get(url).content.decode()


def test_a_new_file_takes_the_place_of_one_that_was_only_looked_at(doors):
    doors.read(small())
    second = doors.read(small())
    assert RosterImport.objects.get() == second


def test_the_menu_leads_to_it_for_admins_only(doors, school, sign_in):
    assert "/rosters/" in doors.client.get(school.url("library/")).content.decode()
    assert "/rosters/" not in sign_in(school.bob).get(school.url("library/")).content.decode()

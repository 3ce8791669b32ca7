"""What an organization takes along of what its people have used."""

import csv
from datetime import timedelta

import pytest
from django.utils import timezone

from billing.ledger.settling import settle
from billing.models import ProviderCall, Reservation
from billing.tests.factories import hold, use
from lessons.tests.factories import add_message
from library.tests.factories import add_book
from organizations.models import AuditEntry
from organizations.tests.factories import add_class, add_school, membership


@pytest.fixture
def used(in_school):
    """Dana is in two classes and had two lessons and half a video; Bob had one long ago."""
    here = in_school.organization
    bob, dana = membership(here, in_school.bob), membership(here, in_school.dana)
    hill = add_school(here, "Hill")
    add_class(bob, dana, name="=HYPERLINK(1)", school=hill)
    add_class(bob, dana, name="Physics")
    use(in_school.dana, 2)
    video = hold(in_school.dana, "video", is_assigned=True)
    settle(video.subject_id, share=0.5, parts=4, parts_found=1)
    ProviderCall.objects.create(
        organization=here, person=in_school.dana, kind="rendering", provider="own", model="1",
        outcome="done", cost_microusd=1_234_567,
    )  # fmt: skip
    add_message(add_book(here, in_school.bob), in_school.dana, state="done").save()
    use(in_school.bob, 1)
    old = Reservation.objects.filter(person=in_school.bob)
    old.update(finished_at=timezone.now() - timedelta(days=62))
    return in_school


@pytest.fixture
def client(used, sign_in):
    return sign_in(used.alice)


def rows_of(client, used, by: str, **terms) -> list[dict]:
    answer = client.post(used.url("manage/usage/file/"), {"by": by} | terms)
    assert answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(text.splitlines()))


def test_it_works(client, used):
    old, new = rows_of(client, used, "person")
    assert (old["person"], old["role"], old["text_lessons"]) == ("Bob", "teacher", "1")
    assert (new["person"], new["email"], new["schools"]) == ("Dana", used.dana.email, "Hill")
    assert (new["text_lessons"], new["videos"], new["assigned"]) == ("2", "0.5", "0.5")
    assert (new["questions"], new["parts"], new["parts_ready_made"]) == ("1", "4", "1")
    assert new["cost_usd"] == "1.234567"
    assert old["month"] < new["month"]
    entry = AuditEntry.objects.get(action="usage.exported")
    assert entry.detail["by"] == "person"


@pytest.mark.parametrize(
    ("by", "name", "expected"),
    [
        # No cell is a formula where a spreadsheet opens the file.
        ("class", "class", {"'=HYPERLINK(1)": "0.5", "Physics": "0.5"}),
        ("school", "school", {"Hill": "0.5"}),
    ],
)
def test_groups_add_their_people_up(by, name, expected, client, used):
    today = timezone.localdate().isoformat()
    rows = rows_of(client, used, by, since=today)
    assert {row[name]: row["videos"] for row in rows} == expected
    assert {row["people"] for row in rows} == {"1"}


def test_by_modality_and_by_month(client, used):
    today = timezone.localdate().isoformat()
    counts = {
        row["modality"]: row["count"] for row in rows_of(client, used, "modality", since=today)
    }
    assert counts == {"text": "2", "video": "0.5", "question": "1"}
    [month] = rows_of(client, used, "month", since=today)
    assert (month["people"], month["text_lessons"], month["cost_usd"]) == ("1", "2", "1.234567")


def test_what_was_given_back_does_not_count_and_only_admins_see_it(client, used, sign_in):
    Reservation._base_manager.filter(person=used.dana, meter="video").update(state="released")
    page = client.get(used.url("manage/usage/"))
    assert page.context["months"][0]["videos"] == "0"
    wrong = client.post(used.url("manage/usage/file/"), {"by": "shoe"})
    assert wrong.status_code == 422
    assert sign_in(used.bob).get(used.url("manage/usage/")).status_code == 403

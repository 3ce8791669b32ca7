"""What is being read, what waits and what failed, for those who teach and those who run it."""

import re

import pytest

from library import services
from library.models import Ingestion, Source
from library.reading_progress import pace_of
from library.tests.factories import add_source
from library.views.lists import STOP_POLLING
from organizations import jobs
from organizations.models import Job
from organizations.staged import DONE, RUNNING

HTMX = {"HX-Request": "true"}
State = Source.State


@pytest.fixture
def status(in_school):
    return in_school.url("library/reading/")


def add_waiting(school, title: str, **fields) -> Source:
    by = fields.pop("by", school.bob)
    source = add_source(
        school.organization, by, title=title, state=State.QUEUED, page_count=200, **fields
    )
    services.requeue_source(source)
    return source


def begin(source: Source) -> None:
    """As a worker leaves it that has embedded half: ten seconds of work."""
    Source.objects.filter(pk=source.pk).update(state=State.PROCESSING)
    Job.objects.filter(subject_id=source.pk).update(state=Job.State.RUNNING)
    row = Ingestion.objects.get(source=source)
    for name, stage in row.stages.items():
        if name not in ("embed", "index"):
            stage |= {"state": DONE, "seconds": 1.0}
    row.stages["embed"] |= {"state": RUNNING, "seconds": 3.0, "done": 150, "total": 300}
    row.stage = "embed"
    row.save()


def test_it_works(status, in_school, sign_in):
    """Stage, speed, time left; places in line; another's private one not for teachers."""
    begin(add_waiting(in_school, "First"))
    add_waiting(in_school, "Second")
    add_waiting(in_school, "Hidden", owner_id=in_school.alice.pk, by=in_school.alice)
    add_waiting(in_school, "Fourth")
    client = sign_in(in_school.bob)
    page = client.get(status).content.decode()
    assert [t for t in ("First", "Second", "Hidden", "Fourth") if f">{t}</a>" in page] == [
        "First", "Second", "Fourth",
    ]  # fmt: skip
    assert "1 is being read" in page
    assert "2 wait" in page
    assert "Place 2 in line" in page
    assert "Place 4 in line" in page  # one that bob does not see is before it
    assert "150 of 300" in page
    assert re.search(r"\d+ pages a second · less than a minute left", page)
    assert "every 3s" in page
    told = sign_in(in_school.alice).get(status).content.decode()
    assert ">Hidden</a>" in told
    assert "3 wait" in told


def test_it_asks_for_itself_until_nothing_runs(status, in_school, sign_in):
    source = add_waiting(in_school, "First")
    client = sign_in(in_school.bob)
    part = client.get(status, headers=HTMX)
    assert (part.status_code, b"<html" in part.content) == (200, False)
    Source.objects.filter(pk=source.pk).update(state=State.READY)
    part = client.get(status, headers=HTMX)
    assert part.status_code == STOP_POLLING
    assert b"every 3s" not in part.content


@pytest.fixture
def failed(in_school) -> list[Source]:
    """Two damaged ones of bob's in a folder, one of alice's own, one locked."""
    here = in_school.organization
    folder = add_source(here, in_school.bob, title="Term one", kind="zip", state=State.UNPACKED)
    broken = {"state": State.FAILED, "problem": "It is damaged.", "problem_code": "damaged"}
    shut = broken | {"problem_code": "wrong_password"}
    return [
        add_source(here, in_school.bob, title="Torn", folder=folder, **broken),
        add_source(here, in_school.bob, title="Cut", **broken | {"problem_code": "bad_collection"}),
        add_source(here, in_school.alice, title="Her own", owner_id=in_school.alice.pk, **broken),
        add_source(here, in_school.bob, title="Shut", **shut),
    ]


def test_what_failed_is_grouped_and_read_again_by_one_click(status, failed, in_school, sign_in):
    client = sign_in(in_school.bob)
    page = client.get(status).content.decode()
    assert 'Damaged file <span class="muted">(2)' in page
    assert "Read 2 again" in page
    assert "Her own" not in page
    assert "Open each and enter its password." in page
    said = client.post(f"{status}retry/", {"cause": "damaged"}, follow=True).content.decode()
    assert "2 sources are read again." in said
    states = dict(Source.objects.values_list("title", "state"))
    assert [states[t] for t in ("Torn", "Cut", "Her own", "Shut")] == [
        State.QUEUED, State.QUEUED, State.FAILED, State.FAILED,
    ]  # fmt: skip
    assert Job.objects.active().count() == 2
    again = client.post(f"{status}retry/", {"cause": "damaged"}, follow=True).content.decode()
    assert "Nothing of it is left" in again


def test_an_admin_reads_nobody_s_private_ones_again(status, failed, in_school, sign_in):
    Source.objects.filter(title="Her own").update(owner_id=in_school.bob.pk)
    sign_in(in_school.alice).post(f"{status}retry/", {"cause": "damaged"})
    assert Source.objects.get(title="Her own").state == State.FAILED


def test_a_folder_is_looked_at_alone_here_and_in_the_library(status, failed, in_school, sign_in):
    folder = Source.objects.get(title="Term one")
    client = sign_in(in_school.bob)
    page = client.get(f"{status}?folder={folder.pk}").content.decode()
    assert 'Damaged file <span class="muted">(1)' in page
    client.post(f"{status}retry/", {"cause": "damaged", "folder": str(folder.pk)})
    assert Source.objects.get(title="Cut").state == State.FAILED
    library = client.get(f"{in_school.url('library/')}?folder={folder.pk}").content.decode()
    assert ">Torn</a>" in library
    assert ">Cut</a>" not in library
    assert f'<option value="{folder.pk}" selected>Term one</option>' in library


@pytest.mark.parametrize("rows", [2, 12])
def test_rows_cost_no_queries(rows, status, in_school, sign_in, django_assert_num_queries):
    for number in range(rows):
        add_waiting(in_school, f"Book {number}")
        add_source(in_school.organization, in_school.bob, state=State.FAILED, problem_code="empty")
    client = sign_in(in_school.bob)
    with (
        django_assert_num_queries(6, using="default"),
        django_assert_num_queries(5, using="content"),
    ):
        client.get(status, headers=HTMX)


def test_what_comes_alone_goes_before_what_comes_with_many(in_school):
    many = [add_waiting(in_school, f"Book {number}") for number in range(6)]
    single = add_waiting(in_school, "Single", by=in_school.alice)
    taken = [jobs.claim("ingestion").job.subject_id for _ in range(7)]
    alone = [*(source.pk for source in many[: services.AT_HAND]), single.pk]
    assert taken == [*alone, *(source.pk for source in many[services.AT_HAND :])]


def test_a_pace_is_the_file_s_own_once_it_shows(in_school):
    source = add_source(in_school.organization, in_school.bob, state=State.QUEUED, page_count=200)
    stages = Ingestion.objects.get(source=source).stages
    fresh = pace_of(stages, 200)
    assert fresh.pages_a_second is None
    assert fresh.left_s == pytest.approx(5.3, abs=0.1)
    stages["extract"] |= {"state": DONE, "seconds": 54.0}  # a hundred times as slow
    slow = pace_of(stages, 200)
    assert slow.left_s == pytest.approx(478, abs=15)
    assert slow.pages_a_second == pytest.approx(0.376, abs=0.02)
    assert pace_of(stages | {"copy_files": stages["fetch"]}, 200).left_s is None

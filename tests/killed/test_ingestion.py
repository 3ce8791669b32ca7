import signal

import pytest

from library.ingestion.pipeline import STAGES
from library.models import Ingestion, Source
from tests.killed.acting import add_sample, end_leases, forget, rows_of, until_frozen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]


@pytest.fixture
def undisturbed(school, worker, across) -> dict[str, list]:
    source = add_sample(school)
    assert worker("ingestion").wait(120) == 0
    rows = rows_of(source)
    assert rows["source"][0][0] == Source.State.READY
    forget(source)
    return rows


# A stage that is one batch is struck inside of it: there is nothing after but its end. The sample
# has no pictures of text (see test_recognition).
WHOLE = ("fetch", "inspect", "recognise", "structure")
PLACES = [f"{stage}:{'before' if stage in WHOLE else 'after'}" for stage in STAGES]


def test_killed_in_each_stage_of_ingestion_the_rows_are_the_same(
    school, worker, across, undisturbed
):
    for place in PLACES:
        source = add_sample(school)
        assert worker("ingestion", place, signal.SIGKILL).wait(120) == -signal.SIGKILL, place
        stage = place.split(":")[0]
        entry = Ingestion.objects.get(source=source).stages[stage]
        assert entry["state"] == "running", place
        assert (entry["done"] > 0) == (stage not in WHOLE), place
        end_leases()
        assert worker("ingestion").wait(120) == 0
        assert rows_of(source) == undisturbed, place
        forget(source)


@pytest.mark.parametrize("place", ["extract:after", "embed:after"])
def test_frozen_taken_over_and_woken_it_changes_nothing(school, worker, across, undisturbed, place):
    source = add_sample(school)
    frozen = worker("ingestion", place, signal.SIGSTOP)
    until_frozen(frozen)
    end_leases()
    assert worker("ingestion").wait(120) == 0
    assert rows_of(source) == undisturbed
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(60) == 0
    assert rows_of(source) == undisturbed

import signal
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from lessons.quickstart import SAMPLES
from library.catalogue import add_title, clone
from library.copying.stages import STAGES as COPY_STAGES
from library.models import Ingestion, Source
from library.tests.cataloguing import rows_of as copy_rows_of
from tests.killed.acting import end_leases, forget, until_frozen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]


@pytest.fixture
def title(worker, across) -> Source:
    row = add_title(path=SAMPLES / "astronomy-sample.tar.gz")
    assert worker("ingestion").wait(120) == 0
    return Source.objects.get(pk=row.source_id)


def begin_copy(school) -> Source:
    return clone(school.organization, "astronomy-sample", school.alice)


# Nodes and terms are one batch each.
COPY_PLACES = [
    f"{stage}:{'before' if stage in ('copy_nodes', 'copy_terms') else 'after'}"
    for stage in COPY_STAGES
]


def test_killed_in_each_stage_of_a_copy_it_is_the_title_s_equal(school, worker, across, title):
    wanted, media = copy_rows_of(title), media_of(title)
    assert media
    for place in COPY_PLACES:
        copy = begin_copy(school)
        assert worker("ingestion", place, signal.SIGKILL).wait(120) == -signal.SIGKILL, place
        entry = Ingestion.objects.get(source=copy).stages[place.split(":")[0]]
        assert entry["state"] == "running", place
        end_leases()
        assert worker("ingestion").wait(120) == 0
        copy.refresh_from_db()
        assert (copy.state, copy_rows_of(copy), media_of(copy)) == (
            Source.State.READY, wanted, media,
        ), place  # fmt: skip
        forget(copy)


def test_a_copier_frozen_and_woken_changes_nothing(school, worker, across, title):
    copy = begin_copy(school)
    frozen = worker("ingestion", "copy_pages:after", signal.SIGSTOP)
    until_frozen(frozen)
    end_leases()
    assert worker("ingestion").wait(120) == 0
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(60) == 0
    assert copy_rows_of(copy) == copy_rows_of(title)


def media_of(source: Source) -> set[str]:
    folder = Path(default_storage.location) / source.storage_prefix / "media"
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

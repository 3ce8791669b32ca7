"""A worker is killed, or frozen, in each stage; what comes out is as if nothing had happened.

The workers are real processes, killed by real signals, on rows that are really committed.
"""

import hashlib
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from lessons.models import CachedSegment, LessonRequest, LessonSegment
from lessons.pipeline import STAGES as LESSON_STAGES
from lessons.quickstart import SAMPLES
from lessons.services.lessons import Part, request_lesson
from library import uploads
from library.catalogue import add_title, clone
from library.copying.stages import STAGES as COPY_STAGES
from library.embeddings.services import add_model, drop_model, fill_model
from library.ingestion.pipeline import STAGES
from library.models import (
    ContentAtom,
    Embedding,
    EmbeddingModel,
    Ingestion,
    Page,
    Section,
    Source,
    StructureNode,
    TermFrequency,
)
from library.models.atom import MINILM
from library.tests.cataloguing import rows_of as copy_rows_of
from organizations.models import (
    AppliedTemplate,
    AuditEntry,
    Class,
    Invitation,
    Job,
    Onboarding,
    Organization,
    School,
)
from organizations.onboarding import services as onboarding_services
from organizations.onboarding.documents import answers_of
from organizations.onboarding.provisioning import in_order
from organizations.scoping import scope, unscoped
from project import storage
from tests.processes import ROOT, sharing

LEASE_S = 60

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]


@pytest.fixture
def worker(media):
    """Starts real workers on this test's databases and files."""
    environment = sharing(media, lease_s=LEASE_S)

    def start(cluster: str, at: str = "", signum: int = 0) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.worker_process", cluster]
        if at:
            command += ["--at", at, "--signal", str(int(signum))]
        return subprocess.Popen(command, cwd=ROOT, env=environment)

    return start


@pytest.fixture
def across():
    with unscoped("the tests look at every row"):
        yield


def end_leases() -> None:
    """As if the time of every lease had passed."""
    Job.objects.filter(state=Job.State.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


def until_frozen(process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        if status == "T":
            return
        time.sleep(0.05)
    raise AssertionError("the worker did not get to the place where it freezes")


# Ingestion


def add_sample(school) -> Source:
    with scope(school.organization.pk):
        return uploads.add_file(
            path=SAMPLES / "astronomy-sample.pdf",
            user=school.bob,
            organization=school.organization,
            title="",
        ).source


def rows_of(source: Source) -> dict[str, list]:
    """Everything that was read of a source, without ids and dates."""
    embeddings = Embedding.objects.filter(source=source).order_by("atom__position")
    return {
        "source": list(
            Source.objects.filter(pk=source.pk).values_list(
                "state", "title", "language", "page_count", "version"
            )
        ),
        "receipt": list(Ingestion.objects.filter(source=source).values_list("receipt")),
        "pages": list(
            Page.objects.filter(source=source)
            .order_by("index")
            .values_list("index", "label", "outcome", "text", "layout")
        ),
        "sections": list(
            Section.objects.filter(source=source)
            .order_by("page_index", "position")
            .values_list(
                "page_index", "position", "kind", "text", "start", "lines", "node__position"
            )
        ),
        "nodes": list(
            StructureNode.objects.filter(source=source)
            .order_by("position")
            .values_list("position", "parent__position", "title", "start_page", "end_page")
        ),
        "atoms": [
            (*row[:-1], row[-1].to_text())
            for row in ContentAtom.objects.filter(source=source)
            .order_by("position")
            .values_list("position", "text", "spans", "content_hash", "terms", "weights")
        ],
        "vectors": [
            (position, list(vector))
            for position, vector in embeddings.values_list("atom__position", "vector")
        ],
        "terms": list(
            TermFrequency.objects.filter(source=source)
            .order_by("term")
            .values_list("language", "term", "atoms")
        ),
    }


def forget(source: Source) -> None:
    """So that the next one cannot take over its vectors."""
    for table in (Embedding, TermFrequency, ContentAtom, Section, Page, StructureNode, Ingestion):
        table.objects.filter(source=source).delete()
    source.delete()


@pytest.fixture
def undisturbed(school, worker, across) -> dict[str, list]:
    source = add_sample(school)
    assert worker("ingestion").wait(120) == 0
    rows = rows_of(source)
    assert rows["source"][0][0] == Source.State.READY
    forget(source)
    return rows


# A stage that is one batch is struck inside of it: there is nothing after but its end. The sample
# has no pictures of text (see test_killed_recognition).
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


# Copies of a title


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


# Another embedding model


def vectors_of(model: str) -> dict:
    """atom -> (row's id, vector)"""
    rows = Embedding.objects.filter(model=model).values_list("atom_id", "pk", "vector")
    return {atom: (pk, list(vector)) for atom, pk, vector in rows}


def test_killed_while_a_model_is_filled_it_goes_on(school, worker, across):
    source = add_sample(school)
    assert worker("ingestion").wait(120) == 0
    atoms = set(ContentAtom.objects.filter(source=source).values_list("pk", flat=True))
    undisturbed = None
    for place in ("", "fill:before", "fill:after"):
        add_model(MINILM)
        fill_model(MINILM)
        if place:
            assert worker("ingestion", place, signal.SIGKILL).wait(120) == -signal.SIGKILL, place
            row = EmbeddingModel.objects.get(name=MINILM)
            written = vectors_of(MINILM)
            assert row.is_filling
            assert len(written) == row.done == (8 if place == "fill:after" else 0), place
            end_leases()
        else:
            written = {}
        assert worker("ingestion").wait(120) == 0
        filled = vectors_of(MINILM)
        assert filled.keys() == atoms, place
        assert written.items() <= filled.items(), place  # what was written stayed as it was
        found = {atom: vector for atom, (_pk, vector) in filled.items()}
        undisturbed = undisturbed or found
        assert found == undisturbed, place
        row = EmbeddingModel.objects.get(name=MINILM)
        assert (row.state, row.is_filling) == ("complete", False), place
        drop_model(MINILM)
        assert vectors_of(MINILM) == {}


def test_a_filler_frozen_and_woken_changes_nothing(school, worker, across):
    add_sample(school)
    assert worker("ingestion").wait(120) == 0
    add_model(MINILM)
    fill_model(MINILM)
    frozen = worker("ingestion", "fill:after", signal.SIGSTOP)
    until_frozen(frozen)
    end_leases()
    assert worker("ingestion").wait(120) == 0
    filled = vectors_of(MINILM)
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(60) == 0
    assert vectors_of(MINILM) == filled
    assert len(filled) == ContentAtom.objects.count()


# Lessons


def request_sample_lesson(school, source: Source) -> LessonRequest:
    with scope(school.organization.pk):
        node = StructureNode.objects.filter(source=source, kind="section").exclude(number="")
        return request_lesson(
            user=school.bob,
            source=source,
            part=Part(node=node.order_by("position").first()),
            modalities=["text", "audio", "video"],
            language="",
            takes_made=False,  # each is to be made anew, or there is nothing to kill
        )


def lesson_of(request: LessonRequest) -> dict:
    """Rows and file hashes, without ids."""
    request.refresh_from_db()
    lesson = request.lesson
    lesson.refresh_from_db()
    segments = LessonSegment.objects.filter(lesson=lesson).order_by("position")
    return {
        "state": (request.state, lesson.state),
        "segments": list(
            segments.values_list(
                "position", "heading", "sentences", "cache_key", "start_s", "state"
            )
        ),
        "files": {
            kind: hashlib.sha256(storage.read_bytes(key)).hexdigest()
            for kind, key in sorted(lesson.files.items())
        },
    }


def forget_rendered() -> None:
    CachedSegment.objects.all().delete()
    root = Path(default_storage.location)
    for folder in ("segments", "lessons"):
        shutil.rmtree(root / folder, ignore_errors=True)


@pytest.fixture
def book(school, worker, across) -> Source:
    source = add_sample(school)
    assert worker("ingestion").wait(120) == 0
    source.refresh_from_db()
    return source


@pytest.fixture
def undisturbed_lesson(school, worker, book) -> dict:
    request = request_sample_lesson(school, book)
    assert worker("rendering").wait(300) == 0
    lesson = lesson_of(request)
    assert lesson["state"] == ("done", "ready")
    kinds = {"html", "pdf", "wav", "m4a", "mp4", "captions", "chapters"}
    assert set(lesson["files"]) == kinds
    forget_rendered()
    return lesson


LESSON_PLACES = [
    f"{stage}:{'after' if stage in ('speech', 'video') else 'before'}" for stage in LESSON_STAGES
]


def test_killed_in_each_stage_of_a_lesson_the_files_are_the_same(
    school, worker, across, book, undisturbed_lesson
):
    for place in LESSON_PLACES:
        request = request_sample_lesson(school, book)
        assert worker("rendering", place, signal.SIGKILL).wait(300) == -signal.SIGKILL, place
        end_leases()
        assert worker("rendering").wait(300) == 0
        assert lesson_of(request) == undisturbed_lesson, place
        forget_rendered()


def test_a_renderer_frozen_and_woken_changes_nothing(
    school, worker, across, book, undisturbed_lesson
):
    request = request_sample_lesson(school, book)
    frozen = worker("rendering", "video:after", signal.SIGSTOP)
    until_frozen(frozen)
    end_leases()
    assert worker("rendering").wait(300) == 0
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(60) == 0
    assert lesson_of(request) == undisturbed_lesson


# Onboarding

ONBOARDING = {
    "organization": {"type": "district", "name": "Lakeside", "slug": "lakeside"},
    "knowledge": {"templates": ["district-pilot", "k12-science-starter"]},
    "people": {
        "schools": ["North", "South"],
        "owner": "owner@lakeside.example",
        "admins": ["ada@lakeside.example", "ned@lakeside.example, North"],
    },
}
PROVISION_PLACES = [f"{each.name}:{when}" for each in in_order() for when in ("before", "after")]


@pytest.fixture
def onboarding(across) -> Onboarding:
    answers, problems = answers_of(ONBOARDING)
    assert problems == []
    return Onboarding.objects.create(data=answers.said)


def organization_of(onboarding: Onboarding) -> dict:
    """Everything that was set up, without ids and dates."""
    onboarding.refresh_from_db()
    return {
        "state": onboarding.state,
        "organization": list(Organization.objects.values_list("name", "settings", "is_preparing")),
        "schools": sorted(School.objects.values_list("name", flat=True)),
        "classes": sorted(Class.objects.values_list("name", "grade_level")),
        "people": sorted(Invitation.objects.values_list("email", "role", "school__name")),
        "templates": sorted(AppliedTemplate.objects.values_list("slug", "version")),
        "audit": sorted(AuditEntry.objects.values_list("action", flat=True)),
    }


def take_back(onboarding: Onboarding, worker) -> None:
    """As a platform admin does; the opening is taken back for the next round of the test."""
    Onboarding.objects.filter(state=Onboarding.State.DONE).update(
        state=Onboarding.State.PROVISIONING
    )
    onboarding_services.cancel(onboarding, by=None)
    assert worker("default").wait(120) == 0
    assert not Organization.objects.exists()
    onboarding_services.reopen(onboarding, by=None)


def test_killed_in_each_step_of_setting_up_the_rows_are_the_same(worker, across, onboarding):
    onboarding_services.provision(onboarding, by=None)
    assert worker("default").wait(120) == 0
    undisturbed = organization_of(onboarding)
    assert undisturbed["state"] == "done"
    assert len(undisturbed["people"]) == 3
    for place in PROVISION_PLACES:
        take_back(onboarding, worker)
        onboarding_services.provision(onboarding, by=None)
        assert worker("default", place, signal.SIGKILL).wait(120) == -signal.SIGKILL, place
        end_leases()
        assert worker("default").wait(120) == 0
        assert organization_of(onboarding) == undisturbed, place


def test_cancelled_while_a_worker_is_frozen_in_it_nothing_is_left(worker, across, onboarding):
    onboarding_services.provision(onboarding, by=None)
    frozen = worker("default", "schools:after", signal.SIGSTOP)
    until_frozen(frozen)
    onboarding_services.cancel(onboarding, by=None)
    assert worker("default").wait(120) == 0
    assert not Organization.objects.exists()
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(60) == 0
    onboarding.refresh_from_db()
    assert onboarding.state == Onboarding.State.CANCELLED
    assert not Organization.objects.exists()
    assert not School.objects.exists()

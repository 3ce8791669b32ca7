"""What becomes ready is told once, also where the worker dies just then."""

from copy import copy
from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.stages import publish
from lessons.tests.test_pipeline import add_sun_book, ask_for
from library import announcing, uploads
from library.ingestion.tests import pdfs
from library.models import Announcement, Source
from organizations import jobs
from organizations.models import Job, WebhookDelivery
from organizations.scoping import unscoped
from organizations.webhooks.service import create_webhook
from project import outgoing


@pytest.fixture
def told(in_school, monkeypatch) -> list[str]:
    """The bodies that arrive."""
    posted: list[str] = []

    def post(url, content, **more):
        posted.append(content.decode())
        return 204

    monkeypatch.setattr(outgoing, "post_public", post)
    create_webhook(
        organization=in_school.organization,
        url="https://sis.example/hook",
        events=["source.ready", "lesson.ready"],
    )
    return posted


def die(*args, **more):
    raise SystemExit


def work_off(*clusters: str) -> None:
    with unscoped("a worker serves all"):
        for cluster in clusters:
            while jobs.work(cluster):
                pass


def sweep_later() -> None:
    later = timezone.now() + timedelta(hours=1)
    Announcement.objects.update(created_at=later - timedelta(hours=2))
    Job._base_manager.filter(state=Job.State.RUNNING).update(lease_until=timezone.now())
    jobs.sweep()


@pytest.mark.parametrize("dies", [False, True])
def test_a_source_that_was_read(dies, in_school, told, tmp_path, monkeypatch):
    path = pdfs.book(tmp_path / "optics.pdf")
    source = uploads.add_file(
        path=path, user=in_school.bob, organization=in_school.organization, title="Optics"
    ).source
    if dies:
        with monkeypatch.context() as patch, pytest.raises(SystemExit):
            patch.setattr(announcing, "tell", die)
            work_off("ingestion")
        source.refresh_from_db()
        assert (source.state, Announcement.objects.count()) == (Source.State.READY, 1)
        sweep_later()
    work_off("ingestion", "default")
    [body] = told
    assert '"title": "Optics"' in body
    assert str(source.pk) in body
    sweep_later()
    work_off("ingestion", "default")
    assert (len(told), Announcement.objects.count()) == (1, 0)


def test_told_twice_is_one_delivery(in_school, told):
    book = add_sun_book(in_school.organization, in_school.bob)
    row = announcing.note_ready(book, Source.State.READY)
    announcing.tell(copy(row))
    row.save(force_insert=True)  # the worker died before it was deleted
    announcing.tell(row)
    assert WebhookDelivery.objects.count() == 1


def test_a_lesson_that_was_made(in_school, told, monkeypatch, settings):
    settings.EMBEDDER = "all-minilm-l6-v2-int8"
    request = ask_for(
        add_sun_book(in_school.organization, in_school.bob), in_school.bob, modalities=["text"]
    )
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(publish.shutil, "rmtree", die)
        work_off("rendering")
    sweep_later()
    work_off("rendering", "default")
    assert [str(request.lesson_id) in body for body in told] == [True]

"""What was announced and never arrived is forgotten."""

import os
import time
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

from django.utils import timezone
from django_q.models import Schedule

from library import stale_uploads
from library.models import Source
from library.tests.uploading import PDF, files, the_source
from project import storage


def test_what_never_arrived_is_forgotten_after_a_day(door, media):
    kept, dropped = door.create("new.pdf").json(), door.create("old.pdf").json()
    door.send(kept)
    door.send(dropped)
    yesterday = timezone.now() - timedelta(hours=25)
    Source.objects.filter(pk=dropped["source_id"]).update(created_at=yesterday)
    assert stale_uploads.purge() == 1
    assert str(the_source().pk) == kept["source_id"]
    assert files(media) == ["original.pdf"]


def test_files_without_a_row_are_forgotten_too(school, media):
    storage.save_bytes(f"incoming/{school.organization.pk}/{uuid4()}/original.pdf", PDF)
    for path in media.rglob("*.pdf"):
        os.utime(path, (time.time() - 90_000,) * 2)
    stale_uploads.purge()
    assert files(media) == []


def test_the_purge_is_scheduled(scheduled):
    module, _, name = Schedule.objects.get(name="purge of uploads").func.rpartition(".")
    assert callable(getattr(import_module(module), name))

"""Start, retry, unlock, rename and delete a source. New ones come in through `uploads`."""

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Profile, User
from library import deletion, kept_files, registries
from library.ingestion import pipeline, sandbox
from library.models import Source
from library.receipts import Receipt, receipt_of
from library.selectors import latest_ingestion
from organizations import audit, jobs
from organizations.models import Grant, Organization
from organizations.services.grants import end_grants
from organizations.services.links import end_links
from project import storage
from project.databases import CONTENT
from project.errors import Conflict, Invalid
from project.text.storable import storable

AT_HAND = 3  # files of one person that wait and are each waited for; more of them are many
RECOGNISED = {"pdf"}  # kinds whose pages can be pictures of text


def start_ingestion(source: Source) -> None:
    """Queue the source to be read from the beginning, or copied from the catalogue's title.

    Two databases, two commits: the ingestion first. If the second is lost, the sweep finds a
    queued source without a job (`library.lost`).
    """
    with transaction.atomic(using=CONTENT):
        pipeline.new_ingestion(source, is_copy=_is_copied(source))
        source.state, source.problem, source.problem_code = Source.State.QUEUED, "", ""
        source.save(update_fields=["state", "problem", "problem_code", "updated_at"])
    _enqueue(source)


def _is_copied(source: Source) -> bool:
    """A copy of a title, until it is whole; then it has a file of its own to be read again."""
    if source.copied_from_id is None or source.is_readable:
        return False
    latest = latest_ingestion(source)
    return latest is None or latest.is_copy


def retry_ingestion(source: Source) -> None:
    """Raises Conflict unless reading it has ended."""
    if source.state not in Source.FINAL:
        raise Conflict(_("This source is still being read. Wait until that has ended."))
    if source.state == Source.State.UNPACKED and not source.size_bytes:
        raise Conflict(_("Every file of this folder is in the library. There is nothing to add."))
    start_ingestion(source)


def recognise_again(source: Source, *, language: str) -> None:
    """Read it from the beginning, its pictures of text in this language; "" is the file's own.

    Raises Conflict unless reading it has ended, and for a source that is read in no pictures.
    """
    if source.kind not in RECOGNISED:
        raise Conflict(_("Text is recognised in PDFs alone."))
    if source.state not in Source.FINAL:
        raise Conflict(_("This source is still being read. Wait until that has ended."))
    source.recognised_language = language
    source.save(update_fields=["recognised_language", "updated_at"])
    start_ingestion(source)


def requeue_source(source: Source) -> None:
    """A source that waits and has no job: go on where its reading is, or begin it."""
    ingestion = latest_ingestion(source)
    if ingestion is None or ingestion.finished_at:
        start_ingestion(source)
    else:
        _enqueue(source, fence=ingestion.fence)


def _enqueue(source: Source, *, fence: int = 0) -> None:
    """fence: the highest that its reading has seen, where it has begun."""
    jobs.enqueue(
        kind=pipeline.KIND,
        organization_id=source.organization_id,
        subject_id=source.pk,
        fence=fence,
        is_bulk=_is_bulk(source),
    )


def _is_bulk(source: Source) -> bool:
    """Out of a ZIP, or of somebody for whom more than a few wait already."""
    if source.folder_id is not None:
        return True
    of_them = Source.objects.filter(
        organization_id=source.organization_id,
        added_by_id=source.added_by_id,
        state=Source.State.QUEUED,
    )
    return of_them.exclude(pk=source.pk)[:AT_HAND].count() == AT_HAND


def rename_source(source: Source, *, title: str) -> None:
    title = " ".join(storable(title).split())
    if not title:
        raise Invalid(_("A source needs a title. Give it one."))
    source.title, source.title_is_given = title[:300], True
    source.version = F("version") + 1  # what a search gave carries the title
    source.save(update_fields=["title", "title_is_given", "version", "updated_at"])
    source.refresh_from_db(fields=["version"])


@dataclass(frozen=True, slots=True)
class Change:
    """What people may change of a source that they edit; None leaves it as it is."""

    title: str | None = None
    description: str | None = None
    students_get_file: bool | None = None


def change_source(source: Source, change: Change) -> None:
    """Raises Invalid for an empty title."""
    if change.title is not None:
        rename_source(source, title=change.title)
    if change.description is not None:
        source.description = storable(change.description).strip()
    if change.students_get_file is not None:
        source.students_get_file = change.students_get_file
    source.save(update_fields=["description", "students_get_file", "updated_at"])


def delete_source(source: Source, *, keeps_made: bool = True) -> Receipt:
    """Out of sight at once; its rows and files go in the background.

    keeps_made: what was made from it stays with those who can read it now, or goes with it.
    Returns what goes; the audit has it too.
    """
    receipt = receipt_of(source)
    for follower in registries.followers:
        follower.settle(source, keeps_made)
    source.state = Source.State.DELETING
    source.version += 1
    source.save(update_fields=["state", "version", "updated_at"])
    end_grants(Grant.Subject.SOURCE, [source.pk])
    end_links([source.pk])
    jobs.cancel(kind=pipeline.KIND, subject_id=source.pk)
    enqueue_deletion(source)
    if source.organization_id is not None:
        organization = Organization.objects.get(pk=source.organization_id)
        audit.record(
            "sources.deleted", organization=organization, subject=source, detail=asdict(receipt)
        )
    return receipt


def enqueue_deletion(source: Source) -> None:
    jobs.enqueue(kind=deletion.KIND, organization_id=source.organization_id, subject_id=source.pk)


def unlock_source(source: Source, *, password: str) -> None:
    """Keep an unlocked copy in place of the locked file, and read it. The password is not kept.

    Raises Conflict if the source is not locked, UnreadableSource for a wrong password.
    """
    if source.problem_code not in {"password_needed", "wrong_password"}:
        raise Conflict(_("This source is not locked with a password. It needs none."))
    locked_key, key = source.file_key, f"{source.storage_prefix}unlocked.pdf"
    with tempfile.TemporaryDirectory() as folder:
        unlocked = Path(folder) / "unlocked.pdf"
        with storage.local_copy(locked_key) as locked:
            sandbox.unlock(locked, password, unlocked)
        storage.save_file(key, unlocked)
        source.file_key, source.size_bytes = key, unlocked.stat().st_size
    source.save(update_fields=["file_key", "size_bytes", "updated_at"])
    if locked_key != key:
        kept_files.let_go(source, locked_key)
    start_ingestion(source)


def keep_at_hand(user: User, source: Source, *, is_wanted: bool) -> None:
    """Put a source on the person's home page, first; or take it away."""
    with transaction.atomic():
        profile, _created = Profile.objects.select_for_update().get_or_create(user=user)
        others = [pk for pk in profile.active_source_ids if pk != source.pk]
        profile.active_source_ids = [source.pk, *others] if is_wanted else others
        profile.save(update_fields=["active_source_ids"])

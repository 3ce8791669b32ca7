"""A file that several sources of one organization have is kept once.

lender_of -> another source with the very bytes of a file that has just arrived
lent      -> its key, held until the borrower's row says it too
let_go    -> a source has no use for a file any more: it goes, or to another source that has it

The key of a borrowed file lies in the folder of the source that lends it, until that one goes.
Never across organizations: docs/decisions/0063.
"""

from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import QuerySet

from library.models import Source
from project import storage
from project.databases import CONTENT
from project.storage import FileMissing

ASKED = 3  # possible lenders whose bytes are looked at


def lender_of(source: Source, sha256: str) -> Source | None:
    """Its bytes are read and hashed: a file may have changed since its source was added (an
    unlocked copy stands in the place of a locked file). What was fetched from an address lends
    nothing: it is written anew where it changes."""
    if source.organization_id is None:
        return None
    same = _alive(source).filter(sha256=sha256, size_bytes=source.size_bytes, address="")
    suffix = PurePosixPath(source.file_key).suffix
    rows = same.filter(file_key__endswith=suffix).exclude(state=Source.State.UPLOADING)
    return next((row for row in rows.order_by("created_at")[:ASKED] if _has(row, sha256)), None)


def _has(source: Source, sha256: str) -> bool:
    try:
        return storage.sha256_of(source.file_key)[0] == sha256
    except FileMissing:
        return False


def lent(lender: Source | None) -> str:
    """In a transaction on the content database. "" where it goes, or has another file by now."""
    if lender is None:
        return ""
    same = Source.objects.filter(pk=lender.pk, file_key=lender.file_key)
    is_held = same.exclude(state=Source.State.DELETING).select_for_update().exists()
    return lender.file_key if is_held else ""


def let_go(source: Source, key: str) -> None:
    """source: whose row may still say the key. Safe to run twice."""
    with transaction.atomic(using=CONTENT):
        heirs = list(_holders(source, key).select_for_update().order_by("created_at"))
        if any(key.startswith(heir.storage_prefix) for heir in heirs):
            return
        new_key = heirs[0].storage_prefix + PurePosixPath(key).name if heirs else ""
        if new_key:
            try:
                storage.copy(key, new_key)
            except FileMissing:  # lost before: there is nothing to hand on
                return
            _holders(source, key).update(file_key=new_key)
    if new_key:  # who borrowed it from one of them while these were held
        _holders(source, key).update(file_key=new_key)
    storage.delete(key)


def _holders(source: Source, key: str) -> QuerySet[Source]:
    return _alive(source).filter(file_key=key, size_bytes__gt=0)


def _alive(source: Source) -> QuerySet[Source]:
    """The others of its organization."""
    rows = Source.objects.filter(organization_id=source.organization_id).exclude(pk=source.pk)
    return rows.exclude(state=Source.State.DELETING)

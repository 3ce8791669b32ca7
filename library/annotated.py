"""A PDF with marks and notes in it, for who may have the file."""

import json
import subprocess
import sys

from django.conf import settings
from django.utils.translation import gettext as _

from library.models import Source
from organizations.models import Grant, Membership
from organizations.roles import STAFF
from project import storage
from project.errors import Forbidden, UnreadableSource

WITHIN_S = 120


def may_have_file(membership: Membership, source: Source) -> bool:
    """source: with the person's `level`. Students see pages, and not the file."""
    return membership.role in STAFF and source.level >= Grant.Level.ANNOTATE


def annotated_pdf(membership: Membership, source: Source, marks: list[dict]) -> bytes:
    """marks: as `library.ingestion.annotating` takes them. Raises Forbidden for who may not have
    the file, UnreadableSource where there is no PDF or it cannot be drawn into."""
    if not may_have_file(membership, source):
        raise Forbidden(
            _("The file itself is not shared with you. Take your notes as Markdown or JSON-LD.")
        )
    if source.kind != "pdf":
        raise UnreadableSource(_("This source is no PDF: there is nothing to draw into."))
    with storage.workspace() as folder, storage.local_copy(source.file_key) as path:
        to = folder / "annotated.pdf"
        _annotate({"path": str(path), "to": str(to), "marks": marks})
        return to.read_bytes()


def _annotate(request: dict) -> None:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "library.ingestion.annotating"],
            cwd=settings.BASE_DIR,
            input=json.dumps(request).encode() + b"\n",
            capture_output=True,
            timeout=WITHIN_S,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableSource(_("This file takes too long to draw into.")) from error
    if done.returncode != 0:
        raise UnreadableSource(_("The notes cannot be drawn into this file."))

"""What projects and knowledge have in common: a file is announced, sent, confirmed, then read."""

from datetime import UTC
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from library import selectors, services, upload_parts, uploads
from library.access import access_source
from library.addresses.adding import add_address
from library.files import file_link, may_have_file
from library.models import Source
from library.schemas import LEVELS, AccessIn, NewAddress, NewSource, Shown, SourceChange
from library.sharing import Audience, audience_of
from organizations.access import require
from organizations.callers import enter_as_person
from organizations.models import Grant, Membership
from organizations.recipients import Recipient, name_of
from organizations.services import grants
from organizations.staged import in_order
from project.errors import Invalid, NotFound
from project.paging import Window


def announce(request: HttpRequest, sent: NewSource, *, audience: Audience) -> dict:
    membership = enter_as_person(request)
    require(membership, "library.add")
    upload = uploads.create_upload(
        user=request.auth.user,
        organization=membership.organization,
        filename=sent.filename,
        size_bytes=sent.size_bytes,
        media_type=sent.media_type,
        about=uploads.About(sent.title, sent.description, sent.sha256, audience),
    )
    return {
        "id": upload.source.pk,
        "upload": upload.target,
        "part_bytes": upload.source.part_bytes,
    }


def fetch(request: HttpRequest, sent: NewAddress, *, audience: Audience) -> dict:
    membership = enter_as_person(request)
    require(membership, "library.add")
    added = add_address(
        address=sent.address,
        user=request.auth.user,
        organization=membership.organization,
        about=uploads.About(sent.title, sent.description, audience=audience),
    )
    return _outcome(added)


def coming(request: HttpRequest, pk: UUID) -> Source:
    """One that is announced, for who announced it."""
    membership = enter_as_person(request)
    require(membership, "library.add")
    return access_source(membership, pk, "library.administer")


def parts(request: HttpRequest, pk: UUID) -> dict:
    source = coming(request, pk)
    found = upload_parts.parts_of(source)
    return {
        "part_bytes": source.part_bytes,
        "received": found.received,
        "missing": [
            {"number": part.number, "size_bytes": part.size_bytes, "upload": part.target}
            for part in found.missing
        ],
    }


def confirm(request: HttpRequest, pk: UUID) -> dict:
    """Again, it says the same again; also where the file was found to be here already."""
    membership = enter_as_person(request)
    require(membership, "library.add")
    try:
        source = access_source(membership, pk, "library.administer")
        confirmed = uploads.confirm_upload(source=source)
    except NotFound:
        confirmed = uploads.outcome_of(request.organization.pk, pk)
        access_source(request.membership, confirmed.source.pk, "library.view")
    return _outcome(confirmed)


def process(request: HttpRequest, pk: UUID) -> dict:
    """Confirm what was sent; read again what was read, for who may edit it."""
    membership = enter_as_person(request)
    try:
        source = access_source(membership, pk, "library.edit")
    except NotFound:
        return confirm(request, pk)
    if source.state == Source.State.UPLOADING:
        return confirm(request, pk)
    services.retry_ingestion(source)
    source.refresh_from_db()
    return _outcome(uploads.Confirmed(source, is_duplicate=False))


def shown(rows, asked: Shown):
    return rows.filter(state=asked.state) if asked.state else rows


def _outcome(confirmed: uploads.Confirmed) -> dict:
    source = confirmed.source
    return {
        "id": source.pk,
        "is_duplicate": confirmed.is_duplicate,
        "state": source.state,
        "title": source.title,
    }


def detail(membership: Membership, pk: UUID) -> Source:
    """With what `SourceDetail` says beside the row."""
    source = access_source(membership, pk)
    source.audience = audience_of(source)
    source.download_url = (
        file_link(membership, source) if may_have_file(membership, source) else None
    )
    return source


def change(request: HttpRequest, pk: UUID, sent: SourceChange) -> Source:
    """Whose the file is beside its pages is for who administers it."""
    membership = enter_as_person(request)
    wants_all = sent.students_get_file is not None
    action = "library.administer" if wants_all else "library.edit"
    services.change_source(access_source(membership, pk, action), services.Change(**sent.dict()))
    return detail(membership, pk)


def delete(request: HttpRequest, pk: UUID) -> services.Receipt:
    """One that was not confirmed is given up."""
    source = access_source(enter_as_person(request), pk, "library.administer")
    if source.state == Source.State.UPLOADING:
        receipt = services.receipt_of(source)
        uploads.cancel_upload(source=source)
        return receipt
    return services.delete_source(source)


def status(source: Source) -> dict:
    ingestion = selectors.latest_ingestion(source)
    stages = dict(in_order(ingestion.stages)) if ingestion else {}
    return {
        "id": source.pk,
        "state": source.state,
        "problem": source.problem,
        "problem_code": source.problem_code,
        "stage": ingestion.stage if ingestion else "",
        "seconds": {name: stage["seconds"] for name, stage in stages.items()},
        "receipt": ingestion.receipt if ingestion else {},
    }


def list_access(request: HttpRequest, pk: UUID, window: Window) -> dict:
    source = access_source(enter_as_person(request), pk, "library.administer")
    rows = grants.list_grants(Grant.Subject.SOURCE, source.pk)
    found = window.cut(rows.order_by("-created_at", "pk"))
    return found | {"items": [_access(row, request.organization) for row in found["items"]]}


def give_access(request: HttpRequest, pk: UUID, sent: AccessIn) -> dict:
    membership = enter_as_person(request)
    source = access_source(membership, pk, "library.administer")
    grant = grants.give_grant(
        subject=Grant.Subject.SOURCE,
        subject_id=source.pk,
        to=_recipient(sent),
        level=LEVELS[sent.level],
        by=membership,
        expires_at=_aware(sent),
    )
    return _access(grant, membership.organization)


def revoke_access(request: HttpRequest, pk: UUID, grant_pk: UUID) -> None:
    membership = enter_as_person(request)
    source = access_source(membership, pk, "library.administer")
    grant = grants.access_grant(Grant.Subject.SOURCE, source.pk, grant_pk)
    grants.revoke_grant(grant=grant, by=membership)


def _recipient(sent: AccessIn) -> Recipient:
    """Raises Invalid for what is no id of that kind."""
    try:
        if sent.kind == "person":
            key = str(int(sent.to[:15]))
        else:
            key = sent.to if sent.kind == "role" else str(UUID(sent.to))
    except ValueError as error:
        raise Invalid(_("“to” is not the id of a %(kind)s.") % {"kind": sent.kind}) from error
    return Recipient(sent.kind, key)


def _aware(sent: AccessIn):
    end = sent.expires_at
    return end.replace(tzinfo=UTC) if end is not None and end.tzinfo is None else end


def _access(grant: Grant, organization) -> dict:
    to = Recipient.of(grant)
    return {
        "id": grant.pk,
        "kind": to.kind,
        "to": to.key,
        "name": name_of(grant, organization),
        "level": Grant.Level(grant.level).name.lower(),
        "expires_at": grant.expires_at,
    }

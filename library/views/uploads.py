"""The door for files, as JSON: see docs/uploads.md."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from library import uploads
from library.access import access_source
from library.sharing import Audience
from library.side_files import taking
from library.side_files.pairing import pairs
from library.upload_parts import parts_of
from organizations.access import require
from project.errors import Invalid, NotFound
from project.problems import answers_json

MOST_NAMES = 1000  # of files that are chosen at once


@require_POST
@answers_json
def upload_create(request: HttpRequest) -> JsonResponse:
    require(request.membership, "library.add")
    upload = uploads.create_upload(
        user=request.user, organization=request.organization, **announcement(request)
    )
    answer = {
        "source_id": str(upload.source.pk),
        "upload": upload.target.as_dict() if upload.target else None,
        "part_bytes": upload.source.part_bytes,
        "parts_url": _url(request, "upload_parts", upload.source.pk),
        "confirm_url": _url(request, "upload_confirm", upload.source.pk),
        "captions_url": _url(request, "upload_captions", upload.source.pk),
        "cancel_url": _url(request, "upload_cancel", upload.source.pk),
    }
    return JsonResponse(answer, status=201)


@require_POST
@answers_json
def upload_pairs(request: HttpRequest) -> JsonResponse:
    """Of files that are chosen together, {"filenames": […]}: which are the captions of which."""
    require(request.membership, "library.add")
    names = _sent(request).get("filenames")
    if not isinstance(names, list) or len(names) > MOST_NAMES:
        raise Invalid(_("Choose fewer files at once."))
    found = pairs(name for name in names if isinstance(name, str))
    paired = [{"recording": name, "captions": side.name} for name, side in found.items()]
    return JsonResponse({"pairs": paired})


@require_POST
@answers_json
def upload_captions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For a recording that was announced, before it is confirmed: captions, as the form's file."""
    require(request.membership, "library.add")
    source = access_source(request.membership, pk, "library.administer")
    file = request.FILES.get("file")
    if file is None or file.size > taking.MOST_BYTES:
        raise Invalid(_("This file is too large to be captions, or there is none."))
    taking.take(source, name=file.name, content=file.read())
    return HttpResponse(status=204)


def announcement(request: HttpRequest) -> dict:
    sent = _sent(request)
    wanted = {"filename": str, "size_bytes": int, "media_type": str, "audience": str}
    optional = {"media_type": "", "audience": Audience.EVERYBODY.value}
    values = optional | {name: sent[name] for name in wanted if name in sent}
    for name, kind in wanted.items():
        if type(values.get(name)) is not kind:
            wish = _("%(name)s has to be a text.")
            if kind is int:
                wish = _("%(name)s has to be a whole number.")
            raise Invalid(wish % {"name": name})
    if values["audience"] not in Audience.values:
        raise Invalid(_("Choose who sees it."))
    audience = Audience(values.pop("audience"))
    return values | {"about": uploads.About(audience=audience)}


def _sent(request: HttpRequest) -> dict:
    try:
        sent = json.loads(request.body)
    except ValueError as error:
        raise Invalid(_("The request is not JSON.")) from error
    if not isinstance(sent, dict):
        raise Invalid(_("The request has to be an object with filename and size_bytes."))
    return sent


@require_safe
@answers_json
def upload_parts(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Of a large file: which parts are here, and where the others go."""
    require(request.membership, "library.add")
    source = access_source(request.membership, pk, "library.administer")
    found = parts_of(source)
    missing = [
        {
            "number": part.number,
            "size_bytes": part.size_bytes,
            "upload": part.target.as_dict(),
        }
        for part in found.missing
    ]
    return JsonResponse({"received": found.received, "missing": missing})


@require_POST
@answers_json
def upload_confirm(request: HttpRequest, pk: UUID) -> JsonResponse:
    require(request.membership, "library.add")
    try:
        source = access_source(request.membership, pk, "library.administer")
    except NotFound:  # confirmed before, and found to be here already
        confirmed = uploads.outcome_of(request.organization.pk, pk)
        access_source(request.membership, confirmed.source.pk, "library.view")
    else:
        confirmed = uploads.confirm_upload(source=source)
    answer = {
        "source_id": str(confirmed.source.pk),
        "source_url": _url(request, "source_detail", confirmed.source.pk),
        "is_duplicate": confirmed.is_duplicate,
        "title": confirmed.source.title,
        "state": confirmed.source.state,
    }
    return JsonResponse(answer)


@require_http_methods(["POST", "DELETE"])
@answers_json
def upload_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(request.membership, "library.add")
    uploads.cancel_upload(source=access_source(request.membership, pk, "library.administer"))
    return HttpResponse(status=204)


def _url(request: HttpRequest, name: str, pk: UUID) -> str:
    return reverse(f"library:{name}", args=[request.organization.slug, pk])

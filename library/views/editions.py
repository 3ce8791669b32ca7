"""Replacing a source's file with a new edition: the page, and its door for the file."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from library import uploads
from library.access import access_source
from library.editions import replace_file, require_replaceable
from library.views.uploads import announcement
from organizations.access import require
from organizations.links import url_here
from project.problems import answers_json


@require_safe
def source_edition(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.edit")
    context = {"nav": "library", "source": source, "max_bytes": settings.MAX_UPLOAD_BYTES}
    return render(request, "library/source_edition.html", context)


@require_POST
@answers_json
def edition_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What will be sent, as for a new source (docs/uploads.md)."""
    source = access_source(request.membership, pk, "library.edit")
    require(request.membership, "library.add")
    require_replaceable(source)
    upload = uploads.create_upload(
        user=request.user, organization=request.organization, **announcement(request)
    )
    answer = {
        "source_id": str(upload.source.pk),
        "upload": upload.target.as_dict() if upload.target else None,
        "part_bytes": upload.source.part_bytes,
        "parts_url": url_here(request, "library:upload_parts", upload.source.pk),
        "confirm_url": url_here(request, "library:edition_confirm", pk, upload.source.pk),
        "cancel_url": url_here(request, "library:upload_cancel", upload.source.pk),
    }
    return JsonResponse(answer, status=201)


@require_POST
@answers_json
def edition_confirm(request: HttpRequest, pk: UUID, upload_pk: UUID) -> HttpResponse:
    require(request.membership, "library.add")
    source = access_source(request.membership, pk, "library.edit")
    upload = access_source(request.membership, upload_pk, "library.administer")
    replace_file(source=source, upload=upload)
    source.refresh_from_db()
    answer = {
        "source_id": str(pk),
        "source_url": url_here(request, "library:source_detail", pk),
        "is_duplicate": False,
        "title": source.title,
        "state": source.state,
    }
    return JsonResponse(answer)

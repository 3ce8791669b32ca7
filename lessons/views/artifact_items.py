"""An artifact, item by item."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lessons.artifacts import editing
from lessons.artifacts.access import access_artifact, access_item
from lessons.artifacts.forms import ItemForm
from lessons.models import Artifact, ArtifactItem
from library.access import access_source
from organizations.links import url_here
from project.errors import Conflict, Invalid


@require_http_methods(["GET", "POST"])
def item_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Of the kind in `kind`."""
    artifact = access_artifact(request.membership, pk, "artifacts.make")
    kind = request.GET.get("kind", "")
    if kind not in ArtifactItem.Kind.values:
        kind = ArtifactItem.Kind.CHOICE
    item = ArtifactItem(
        organization_id=artifact.organization_id, artifact=artifact, position=0, kind=kind
    )
    return _form(request, artifact, item)


@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    artifact, item = _item(request, pk, item_pk)
    return _form(request, artifact, item)


def _form(request: HttpRequest, artifact: Artifact, item: ArtifactItem) -> HttpResponse:
    source = access_source(request.membership, artifact.source_id)
    form = ItemForm(request.POST or None, item=item, source=source)
    if request.method == "POST" and form.is_valid():
        editing.save_item(artifact, form.fill())
        return _back(request, artifact, item)
    context = {"nav": "lessons", "artifact": artifact, "item": item, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "lessons/artifact_item.html", context, status=status)


def _item(request: HttpRequest, pk: UUID, item_pk: UUID) -> tuple[Artifact, ArtifactItem]:
    artifact = access_artifact(request.membership, pk, "artifacts.make")
    return artifact, access_item(artifact, item_pk)


def _back(request: HttpRequest, artifact: Artifact, item: ArtifactItem) -> HttpResponse:
    url = url_here(request, "lessons:artifact_detail", artifact.pk)
    return HttpResponseRedirect(f"{url}#item-{item.pk}")


@require_POST
def item_regenerate(request: HttpRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    artifact, item = _item(request, pk, item_pk)
    source = access_source(request.membership, artifact.source_id)
    try:
        editing.regenerate_item(artifact, item, source)
    except Conflict as error:
        messages.error(request, error.message)
    return _back(request, artifact, item)


@require_POST
def item_move(request: HttpRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    artifact, item = _item(request, pk, item_pk)
    editing.move_item(artifact, item, by=-1 if request.POST.get("to") == "up" else 1)
    return _back(request, artifact, item)


@require_POST
def item_difficulty(request: HttpRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    artifact, item = _item(request, pk, item_pk)
    asked = request.POST.get("difficulty", "")
    if asked not in map(str, ArtifactItem.Difficulty.values):
        raise Invalid(_("Choose one of the difficulties."))
    editing.set_difficulty(artifact, item, int(asked))
    return _back(request, artifact, item)


@require_POST
def item_delete(request: HttpRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    artifact, item = _item(request, pk, item_pk)
    editing.delete_item(artifact, item)
    messages.success(request, _("The item is deleted."))
    return HttpResponseRedirect(url_here(request, "lessons:artifact_detail", artifact.pk))

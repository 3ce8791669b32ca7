"""Artifacts as files of other programs, and quizzes out of them."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lessons.artifacts.access import access_artifact
from lessons.artifacts.export.forms import QuizFileForm
from lessons.artifacts.export.items import ExportSet
from lessons.artifacts.export.registry import FORMATS, Format, export, fitted
from lessons.artifacts.export.rows import export_set
from lessons.artifacts.importing import import_quiz
from lessons.models import Artifact
from library.access import access_source
from organizations.access import require
from organizations.links import url_here
from project.errors import Invalid, NotFound

MOST_NAMED = 10  # of questions that were left out


@dataclass(frozen=True, slots=True)
class Offer:
    """A format as it is offered for one artifact; kept: how many of its items it can hold."""

    form: Format
    kept: int
    sentences: list[str]


@require_safe
def artifact_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    artifact = access_artifact(request.membership, pk, "artifacts.make")
    whole = _whole(artifact)
    offers = []
    for form in FORMATS.values():
        kept, sentences = fitted(whole, form)
        offers.append(Offer(form, len(kept.items), sentences))
    context = {
        "nav": "lessons",
        "artifact": artifact,
        "count": len(whole.items),
        "pageless": sum(not item.reference for item in whole.items),
        "offers": [offer for offer in offers if offer.kept],
        "unfit": [offer.form.name for offer in offers if not offer.kept],
    }
    return render(request, "lessons/artifact_export.html", context)


def _whole(artifact: Artifact) -> ExportSet:
    return export_set(artifact, artifact.items.all())


@require_safe
def artifact_file(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """`key=no` leaves the key away, in formats that can do without."""
    artifact = access_artifact(request.membership, pk, "artifacts.make")
    found = FORMATS.get(form)
    with_key = request.GET.get("key") != "no"
    if found is None or not (with_key or found.without_key):
        raise NotFound(_("There is no such file of it."))
    data = export(_whole(artifact), found, with_key=with_key)
    name = _filename(artifact, found, with_key=with_key)
    response = HttpResponse(data, content_type=found.media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _filename(artifact: Artifact, form: Format, *, with_key: bool) -> str:
    words = "".join(c if c.isalnum() or c in " -_" else " " for c in artifact.title)
    stem = get_valid_filename(" ".join(words.split())[:80] or "artifact")
    ending = "-key" if with_key and form.without_key else ""
    return f"{stem}{ending}.{form.extension}"


@require_http_methods(["GET", "POST"])
def quiz_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    """pk: of the source that the quiz will be about."""
    source = access_source(request.membership, pk)
    require(request.membership, "artifacts.make")
    form = QuizFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            artifact, left_out = import_quiz(source=source, data=data, by=request.membership)
        except Invalid as error:
            form.add_error("file", error.message)
        else:
            _say(request, artifact, left_out)
            return HttpResponseRedirect(url_here(request, "lessons:artifact_detail", artifact.pk))
    context = {"nav": "lessons", "source": source, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "lessons/quiz_import.html", context, status=status)


def _say(request: HttpRequest, artifact: Artifact, left_out: list[str]) -> None:
    said = ngettext(
        "%(count)s question is a draft now. It names no page of the book yet.",
        "%(count)s questions are a draft now. They name no page of the book yet.",
        artifact.count,
    )
    messages.success(request, said % {"count": artifact.count})
    for sentence in left_out[:MOST_NAMED]:
        messages.warning(request, sentence)
    if (more := len(left_out) - MOST_NAMED) > 0:
        said = ngettext("%(count)s more was left out.", "%(count)s more were left out.", more)
        messages.warning(request, said % {"count": more})

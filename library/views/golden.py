"""Golden questions of a source, for who manages it."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from library.access import access_source
from library.forms import GoldenImportForm, GoldenQuestionForm
from library.golden import services
from library.golden.labels import labels_of, say_pages
from library.golden.scores import score
from library.models import GoldenQuestion, Source
from organizations.links import url_here
from project.errors import Conflict, Invalid, NotFound


def _source(request: HttpRequest, pk: UUID) -> Source:
    return access_source(request.membership, pk, "library.edit")


def _question(source: Source, pk: UUID) -> GoldenQuestion:
    question = services.question_of(source, pk)
    if question is None:
        raise NotFound(_("There is no such question. Somebody may have deleted it."))
    return question


@require_safe
def golden_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _source(request, pk))


def _page(
    request: HttpRequest, source: Source, form: Form | None = None, file: Form | None = None
) -> HttpResponse:
    questions = services.list_questions(source)
    kept = [each for each in questions if each.state == GoldenQuestion.State.KEPT]
    asked = [each.rank for each in kept if each.asked_at]
    context = {
        "nav": "library",
        "source": source,
        "questions": questions,
        "kept": len(kept),
        "hits": _hits(asked) if asked else [],
        "asked": len(asked),
        "form": form or GoldenQuestionForm(),
        "import_form": file or GoldenImportForm(),
    }
    status = 422 if form or file else 200
    return render(request, "library/golden_list.html", context, status=status)


def _hits(ranks: list[int | None]) -> list[tuple[int, int]]:
    """(k, per cent found among the first k)"""
    return [(k, round(100 * share)) for k, share in score(ranks).hits.items()]


@require_POST
def golden_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = _source(request, pk)
    form = GoldenQuestionForm(request.POST)
    if form.is_valid():
        try:
            services.keep_question(source=source, by=request.user, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.add_error(None, error.message)
        else:
            return _back(request, source, _("The question is kept."))
    return _page(request, source, form=form)


@require_http_methods(["GET", "POST"])
def golden_edit(request: HttpRequest, pk: UUID, question_pk: UUID) -> HttpResponse:
    source = _source(request, pk)
    question = _question(source, question_pk)
    initial = {
        "question": question.question,
        "pages": say_pages(question.pages, labels_of(source)),
    }
    form = GoldenQuestionForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            services.change_question(question, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.add_error(None, error.message)
        else:
            return _back(request, source, _("The question is kept."))
    context = {"nav": "library", "source": source, "question": question, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "library/golden_edit.html", context, status=status)


@require_POST
def golden_delete(request: HttpRequest, pk: UUID, question_pk: UUID) -> HttpResponse:
    source = _source(request, pk)
    _question(source, question_pk).delete()
    return _back(request, source, _("The question is deleted."))


@require_POST
def golden_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = _source(request, pk)
    found = services.ask_questions(source)
    said = ngettext("%d question was asked.", "%d questions were asked.", found.questions)
    return _back(request, source, said % found.questions)


@require_POST
def golden_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = _source(request, pk)
    form = GoldenImportForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            count = services.import_questions(source=source, content=content, by=request.user)
        except (Invalid, Conflict) as error:
            form.add_error("file", error.message)
        else:
            said = ngettext("%d question is kept.", "%d questions are kept.", count)
            return _back(request, source, said % count)
    return _page(request, source, file=form)


@require_safe
def golden_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = _source(request, pk)
    name = slugify(source.title)[:60] or "questions"
    return HttpResponse(
        services.export_questions(source),
        content_type="application/x-ndjson; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.golden.jsonl"'},
    )


def _back(request: HttpRequest, source: Source, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return HttpResponseRedirect(url_here(request, "library:golden_list", source.pk))

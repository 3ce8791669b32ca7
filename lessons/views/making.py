"""Ask for a lesson, or for another try."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from billing.continuing import keep_request
from billing.costing import estimates
from billing.usage import uses_of
from lessons import continuing, selectors
from lessons.access import access_lesson
from lessons.assigning.counting import counts_for
from lessons.defaults import first_seen_by, lesson_defaults
from lessons.forms import LessonForm
from lessons.models import Lesson, LessonRequest
from lessons.portal.home import left_of
from lessons.portal.wording import Words, band_of_reader, label_fields
from lessons.requesting.adding import add_modality
from lessons.requesting.similar import similar_lessons
from lessons.safety.requests import require_passes
from lessons.services.lessons import part_of, request_lesson, retry_lesson
from library.access import access_source, source_sight
from library.models import Source
from library.selectors import list_sources
from organizations.authority import classes_seen_by
from organizations.lesson_making import require_make_lessons, ways_offered
from organizations.links import url_here
from organizations.models import Class, Role
from organizations.roles import STAFF
from project.errors import Conflict, Invalid, LimitReached, NotFound, ProviderError

MOST_TOPIC = 200  # characters


@require_http_methods(["GET", "POST"])
def lesson_create(request: HttpRequest) -> HttpResponse:
    """On the source in `source`; `node` or `pages` name a part of it that is chosen at first."""
    require_make_lessons(request.membership)
    pk = _id(request.GET.get("source", ""))
    if pk is None:
        return _choose_source(request)
    source = access_source(request.membership, pk, "library.view")
    school_class = _class(request)
    form = LessonForm(
        request.POST or None,
        source=source,
        nodes=selectors.node_choices(source),
        minutes=selectors.minutes_of(source),
        initial=_defaults(request, source, school_class),
        classes=_classes(request),
        person=request.user,
        ways=ways_offered(request.membership),
    )
    label_fields(form, Words(band_of_reader(request.membership)))
    topic, similar = _topic(request), []
    if request.method == "POST" and form.is_valid():
        try:
            require_passes(topic, request.membership)
            similar = _similar(request, source, form, topic)
            made = None if similar else _request(request, source, form, topic)
        except (Conflict, Invalid, NotFound, ProviderError) as error:
            form.add_error(None, error.message)
        except LimitReached as error:
            return _keep(request, error, source, form, topic)
        else:
            if made:
                url = url_here(request, "lessons:lesson_detail", made.lesson_id)
                return HttpResponseRedirect(url)
    uses = uses_of(request.membership)
    context = {
        "nav": "lessons",
        "source": source,
        "form": form,
        "topic": topic,
        "similar": similar,
        "warnings": [use for use in uses if use.tone],
        "left": left_of(uses),
        "estimates": estimates() if request.membership.role in STAFF else None,
    }
    status = 422 if form.is_bound and not similar else 200
    return render(request, "lessons/lesson_create.html", context, status=status)


def _topic(request: HttpRequest) -> str:
    """By which the part was found."""
    asked = request.GET.get("topic", "").replace("\0", "")
    return " ".join(asked.split())[:MOST_TOPIC]


def _similar(request: HttpRequest, source: Source, form: LessonForm, topic: str) -> list[Lesson]:
    """None for who has seen them and wants a new one."""
    if request.POST.get("anyway"):
        return []
    return similar_lessons(
        request.membership,
        source=source,
        part=part_of(source, **form.part_asked()),
        topic=topic,
        language=form.cleaned_data["language"],
        level=form.cleaned_data["level"],
    )


def _choose_source(request: HttpRequest) -> HttpResponse:
    sources = list_sources(source_sight(request.membership)).filter(state__in=Source.READABLE)[:200]
    school_class = _class(request)
    context = {"nav": "lessons", "sources": sources, "school_class": school_class}
    return render(request, "lessons/lesson_source.html", context)


def _classes(request: HttpRequest) -> QuerySet[Class]:
    """For which staff may make it. A student's is their own."""
    if request.membership.role == Role.STUDENT:
        return Class.objects.none()
    return classes_seen_by(request.membership).filter(archived_at=None).order_by("name")


def _class(request: HttpRequest) -> Class | None:
    """That the address names; one that is not theirs to see is none."""
    return _classes(request).filter(pk=_id(request.GET.get("class", ""))).first()


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _defaults(request: HttpRequest, source: Source, school_class: Class | None) -> dict:
    """From the address, else from the class, the organization, the book and the person."""
    pages = request.GET.get("pages", "")[:30]
    defaults = lesson_defaults(request.membership, source, school_class)
    return {
        "part": "pages" if pages else request.GET.get("node") or _first_part(source),
        "pages": pages,
        "modalities": _ways(request.user),
        "strategy": defaults.strategy,
        "language": defaults.language,
        "for_class": school_class,
    }


def _ways(user: User) -> list[str]:
    """As they have set it, else the text and what they open lessons as."""
    return user.modality_preferences or list(dict.fromkeys(["text", user.preferred_modality]))


def _first_part(source: Source) -> str:
    """A lesson on a whole book is rarely meant."""
    node = selectors.first_part(source)
    return str(node.pk) if node else "whole"


def _request(request: HttpRequest, source: Source, form: LessonForm, topic: str) -> LessonRequest:
    data = form.cleaned_data
    now, later = form.now_and_later()
    part = part_of(source, **form.part_asked())
    return request_lesson(
        user=request.user,
        source=source,
        part=part,
        counts=counts_for(request.membership, source, part),
        modalities=now,
        later=later,
        level=LessonRequest.Level(data["level"]),
        topic=topic,
        language=data["language"],
        strategy=data["strategy"],
        school_class=data.get("for_class"),
        seen_by=first_seen_by(request.membership),
    )


def _keep(
    request: HttpRequest, error: LimitReached, source: Source, form: LessonForm, topic: str
) -> HttpResponse:
    now, _later = form.now_and_later()
    data = form.cleaned_data | {"modalities": now, "topic": topic}
    return keep_request(
        request,
        error,
        kind=continuing.LESSON,
        label=continuing.label_of_lesson(source),
        payload=continuing.payload_of_lesson(
            source, data, form.part_asked(), data.get("for_class")
        ),
    )


@require_POST
def lesson_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    require_make_lessons(request.membership)
    is_student = request.membership.role == Role.STUDENT  # their own only
    lesson = access_lesson(request.membership, pk, "lessons.edit" if is_student else "lessons.make")
    made = selectors.latest_request(lesson)
    if made is None:
        raise Conflict(_("Nobody has asked for this lesson; make a new one."))
    try:
        retry_lesson(made, by=request.user)
    except LimitReached as error:
        payload = {"lesson": str(lesson.pk)}
        return keep_request(
            request, error, kind=continuing.RETRY, label=lesson.title, payload=payload
        )
    messages.success(request, _("What is missing is made again."))
    return HttpResponseRedirect(url_here(request, "lessons:lesson_detail", lesson.pk))


@require_POST
def lesson_add(request: HttpRequest, pk: UUID, modality: str) -> HttpResponse:
    """What the lesson does not have yet: text now, video later."""
    require_make_lessons(request.membership)
    is_student = request.membership.role == Role.STUDENT  # their own only
    lesson = access_lesson(request.membership, pk, "lessons.edit" if is_student else "lessons.make")
    try:
        add_modality(lesson, modality, by=request.user)
    except LimitReached as error:
        payload = {"lesson": str(lesson.pk), "modality": modality}
        return keep_request(
            request, error, kind=continuing.MORE, label=lesson.title, payload=payload
        )
    messages.success(request, _("It is being made. What is here already stays."))
    return HttpResponseRedirect(url_here(request, "lessons:lesson_detail", lesson.pk))

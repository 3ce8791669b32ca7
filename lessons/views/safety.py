"""Alerts, for the adult who gets them; and chats, for the adults who may read them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lessons.answers import exchange_of
from lessons.models import SafetyAlert
from lessons.safety import alerts, watching
from lessons.safety.forms import AlertForm
from library.access import source_sight
from library.listing import page_number
from library.selectors import visible_source_ids
from organizations.links import url_here
from project.errors import Conflict, Invalid

ROWS = 30
NAV = {"nav": "manage", "page_key": "alerts"}


@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    """Those that are not closed; `closed` shows the others."""
    alerts.access_alerts(request.membership)
    is_closed = "closed" in request.GET
    context = _paged(request, alerts.list_alerts(is_closed=is_closed))
    return render(request, "lessons/alert_list.html", NAV | context | {"is_closed": is_closed})


@require_http_methods(["GET", "POST"])
def alert_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    alert = alerts.access_alert(request.membership, pk)
    form = AlertForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _followed_up(request, alert, form):
        messages.success(request, _("It is written down."))
        return HttpResponseRedirect(url_here(request, "lessons:alert_detail", pk))
    context = NAV | {"alert": alert, "steps": list(alerts.list_steps(alert)), "form": form}
    status = 422 if form.errors else 200
    return render(request, "lessons/alert_detail.html", context, status=status)


def _followed_up(request: HttpRequest, alert: SafetyAlert, form: AlertForm) -> bool:
    try:
        alerts.follow_up(alert, by=request.user, **form.cleaned_data)
    except (Conflict, Invalid) as error:
        form.add_error("note", error.message)
        return False
    return True


@require_safe
def alert_chat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The chat in which the question was asked; that it was read is in the alert's history too."""
    alert = alerts.access_alert(request.membership, pk)
    chat = watching.chat_of_alert(alert)
    watching.record_look(alert.student, chat, alert=str(alert.pk))
    alerts.note_reading(alert, by=request.user)
    back = url_here(request, "lessons:alert_detail", pk)
    return _chat_page(request, chat, {"student": alert.student, "back": back} | NAV)


@require_safe
def student_chats(request: HttpRequest, pk: int) -> HttpResponse:
    student = watching.access_student(request.membership, pk)
    watching.record_look(student)
    context = _paged(request, watching.list_watched(request.membership, student))
    only_alerts = watching.watch_of(request.membership) == "alert"
    context |= {"nav": "manage", "student": student, "only_alerts": only_alerts}
    return render(request, "lessons/student_chats.html", context)


@require_safe
def student_chat(request: HttpRequest, pk: int, chat_pk: UUID) -> HttpResponse:
    student = watching.access_student(request.membership, pk)
    chat = watching.watched_chat(request.membership, student, chat_pk)
    watching.record_look(student, chat)
    back = url_here(request, "lessons:student_chats", pk)
    return _chat_page(request, chat, {"nav": "manage", "student": student, "back": back})


def _chat_page(request: HttpRequest, chat, context: dict) -> HttpResponse:
    """What the adult may not see of the library, the answers do not show."""
    visible = set(visible_source_ids(source_sight(request.membership)))
    rows = _paged(request, watching.messages_read(chat))
    slug = request.organization.slug
    exchanges = [exchange_of(message, slug, visible) for message in rows.pop("rows")]
    context = rows | {"chat": chat, "exchanges": exchanges} | context
    return render(request, "lessons/student_chat.html", context)


def _paged(request: HttpRequest, found) -> dict:
    page = page_number(request)
    rows = list(found[(page - 1) * ROWS : page * ROWS + 1])
    following = page + 1 if len(rows) > ROWS else None
    return {"rows": rows[:ROWS], "page": page, "next_page": following}

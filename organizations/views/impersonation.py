"""Platform admins see Lectern as somebody does."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from organizations.impersonation import service
from organizations.impersonation.forms import ReasonForm
from organizations.impersonation.guards import theirs_alone
from organizations.impersonation.middleware import SESSION_KEY
from project.errors import Invalid, NotFound


@login_required
@theirs_alone
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Why, then as them. For others than platform admins there is no such page."""
    person = User.objects.filter(pk=pk).first() if request.user.is_staff else None
    if person is None:
        raise NotFound(_("There is no such page, or it is not yours to see."))
    service.check(request.user, person)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = service.start(staff=request.user, person=person, **form.cleaned_data)
        except Invalid as error:
            form.add_error("reason", error.message)
        else:
            request.session[SESSION_KEY] = str(begun.pk)
            return redirect("front")
    status = 422 if form.errors else 200
    context = {"form": form, "person": person}
    return render(request, "organizations/impersonation_start.html", context, status=status)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Back to oneself. Nothing to stop is no error: it may have run out meanwhile."""
    if request.impersonation is not None:
        service.end(request.impersonation)
        request.session.pop(SESSION_KEY, None)
        messages.success(request, _("You are yourself again."))
    return redirect("admin:index" if _is_staff(request) else "front")


def _is_staff(request: HttpRequest) -> bool:
    who = request.impersonation.staff if request.impersonation else request.user
    return who.is_authenticated and who.is_staff

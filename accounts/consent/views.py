"""The child's page that waits, and the guardian's two."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.consent import asking, deciding, links
from accounts.consent.forms import ConsentForm
from accounts.consent.wording import POINTS
from accounts.countries import name_of_country
from accounts.models import GuardianConsent
from accounts.requests import PersonRequest
from accounts.sign_up.forms import GuardianForm
from project.errors import Invalid, TooMany

State = GuardianConsent.State


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def waiting(request: PersonRequest) -> HttpResponse:
    """What the child sees meanwhile; the mail can be sent again, also to another address. Who has
    taken a consent back is not passed over: only they can give it again."""
    if not request.user.awaits_consent:
        return redirect("front")
    last = request.user.consents.first()
    if last is not None and last.state == State.WITHDRAWN:
        return render(request, "sign_up/stopped.html", {"consent": last})
    form = GuardianForm(
        request.POST or None, initial={"guardian_email": last.guardian_email if last else ""}
    )
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="consent_mail", key=str(request.user.pk)):
            raise TooMany(_("Too many tries. Wait a while, then try again."))
        try:
            email, country = form.cleaned_data["guardian_email"], request.user.country
            asking.ask(child=request.user, email=email, country=country)
        except Invalid as error:
            form.add_error("guardian_email", error.message)
        else:
            messages.success(request, _("The mail is sent again."))
            return redirect("sign_up:waiting")
    context = {"form": form, "last": last}
    return render(request, "sign_up/waiting.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """What is agreed to, and the two answers. No account is needed: the link is the permission."""
    found = links.read_asking(token)
    if found.state != State.ASKED:
        return _private(render(request, "sign_up/consent_over.html", {"consent": found}))
    is_no = request.method == "POST" and request.POST.get("answer") == "no"
    if is_no:
        child = str(found.child)
        deciding.delete_account(found.child)
        return _private(render(request, "sign_up/consent_declined.html", {"child": child}))
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ip = get_adapter().get_client_ip(request)
        deciding.give(found, name=form.cleaned_data["name"], ip=ip)
        return _private(redirect(request.path))
    context = {
        "consent": found,
        "points": POINTS,
        "country": name_of_country(found.country),
        "form": form,
    }
    status = 422 if form.errors else 200
    return _private(render(request, "sign_up/consent.html", context, status=status))


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take it back: the account stops, or is deleted; or agree again."""
    found = links.read_keeping(token)
    if request.method == "POST" and request.POST.get("answer") == "delete":
        child = str(found.child)
        deciding.delete_account(found.child)
        return _private(render(request, "sign_up/consent_declined.html", {"child": child}))
    if request.method == "POST" and request.POST.get("answer") == "again":
        deciding.give_again(found)
        return _private(redirect(request.path))
    if request.method == "POST":
        deciding.withdraw(found)
        return _private(redirect(request.path))
    context = {"consent": found, "points": POINTS, "is_withdrawn": found.state == State.WITHDRAWN}
    return _private(render(request, "sign_up/withdraw.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Not "no-referrer": a browser then sends forms without an origin, and they are refused."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

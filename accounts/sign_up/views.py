"""The pages before the account's own form, and that form."""

from dataclasses import replace

from allauth.account.views import SignupView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.consent.asking import check_guardian
from accounts.models import User
from accounts.sign_up.answers import (
    Answers,
    answered_before,
    answers_of,
    keep_answer,
    needs_guardian,
)
from accounts.sign_up.forms import AgeForm, GuardianForm, PlaceForm
from project.errors import Invalid, NotFound

NEXT = "sign_up_next"


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Who are you? ?next= is kept until the account is made."""
    if request.user.is_authenticated:
        return redirect("front")
    request.session[NEXT] = _own_address(request)
    return render(request, "sign_up/start.html")


def _own_address(request: HttpRequest) -> str:
    asked = request.GET.get("next", "")
    own = {request.get_host()}
    is_own = url_has_allowed_host_and_scheme(asked, own, require_https=request.is_secure())
    return asked if is_own else ""


@never_cache
@require_http_methods(["GET", "POST"])
def gate(request: HttpRequest, kind: str) -> HttpResponse:
    """Where somebody lives, and of students when they were born."""
    if kind not in User.Kind.values:
        raise NotFound(_("There is no such page, or it is not yours to see."))
    if request.user.is_authenticated:
        return redirect("front")
    is_minor = answered_before(request)
    asks_age = kind == User.Kind.STUDENT and is_minor is None
    form = (AgeForm if asks_age else PlaceForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _passed(request, kind, form.cleaned_data, is_minor)
    context = {"form": form, "kind": kind, "answered_before": is_minor is not None}
    return render(request, "sign_up/gate.html", context, status=422 if form.errors else 200)


def _passed(request: HttpRequest, kind: str, said: dict, is_minor: bool | None) -> HttpResponse:
    """A child who said so is one by every door of this page."""
    if "born" in said:
        is_minor = needs_guardian(said["country"], said["born"], timezone.localdate())
    kind = User.Kind.STUDENT if is_minor else kind
    next_page = request.session.get(NEXT, "")
    answers = Answers(kind, said["country"], needs_guardian=bool(is_minor), next=next_page)
    response = _to_account(request, answers)
    return keep_answer(response, is_minor=is_minor) if is_minor is not None else response


def _to_account(request: HttpRequest, answers: Answers) -> HttpResponse:
    """To the account's form, or to what is asked before it."""
    answers.keep(request)
    if not answers.is_whole:
        return redirect("sign_up:guardian")
    query = f"?{urlencode({'next': answers.next})}" if answers.next else ""
    return redirect(f"{reverse('account_signup')}{query}")


@never_cache
@require_http_methods(["GET", "POST"])
def guardian(request: HttpRequest) -> HttpResponse:
    answers = answers_of(request)
    if answers is None or not answers.needs_guardian:
        return redirect("sign_up:start")
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["guardian_email"].lower()
        return _to_account(request, replace(answers, guardian_email=email))
    status = 422 if form.errors else 200
    return render(request, "sign_up/guardian.html", {"form": form}, status=status)


class AccountView(SignupView):
    """allauth's form, for who has said what comes before it."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answers = answers_of(request)
        if answers is None and not request.user.is_authenticated:
            query = {"next": request.GET["next"]} if "next" in request.GET else {}
            return redirect(f"{reverse('sign_up:start')}?{urlencode(query)}")
        if answers is not None and not answers.is_whole:
            return redirect("sign_up:guardian")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        answers = answers_of(self.request)
        if answers is not None and answers.needs_guardian:
            try:
                check_guardian(form.cleaned_data["email"], answers.guardian_email)
            except Invalid as error:
                form.add_error("email", error.message)
                return self.form_invalid(form)
        return super().form_valid(form)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"answers": answers_of(self.request)}


account = never_cache(AccountView.as_view())

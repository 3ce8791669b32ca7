"""Come in: by a code, by a login name. For who is not in any organization yet, too."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from organizations import limits
from organizations.forms.joining import CodeEntryForm, StudentSignInForm, StudentSignUpForm
from organizations.models import Class
from organizations.services.join_codes import clean_code, find_open_class
from organizations.services.joining import Joined, join, sign_up_by_code
from organizations.services.student_sign_in import authenticate_student
from project.errors import LecternError, NotFound
from project.text.storable import storable

KEPT = "join_code"  # in the session, so that no address tells whether a code works


@never_cache
@require_http_methods(["GET", "POST"])
def join_start(request: HttpRequest) -> HttpResponse:
    """?code= fills the form in, for links on a board; nothing is looked up before it is sent."""
    code = storable(request.GET.get("code", ""))[:20]
    form = CodeEntryForm(request.POST or None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        try:
            find_with_limit(request, form.cleaned_data["code"])
        except NotFound as error:
            form.add_error("code", error.message)
        else:
            request.session[KEPT] = clean_code(form.cleaned_data["code"])
            return redirect("joining:join_class")
    status = 422 if form.is_bound else 200
    return render(request, "organizations/join.html", {"form": form}, status=status)


def find_with_limit(request: HttpRequest, text: str) -> Class:
    code = clean_code(text)
    limits.require_tries(request, "join_failed", code)
    try:
        return find_open_class(code)
    except NotFound:
        limits.count_try(request, "join_failed", code)
        raise


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join_class(request: HttpRequest) -> HttpResponse:
    """The class of the code that was typed: join it, or make a login name and join."""
    code = request.session.get(KEPT)
    if not code:
        return redirect("joining:join")
    school_class = find_with_limit(request, code)
    if request.user.is_authenticated:
        return _join_signed_in(request, code, school_class)
    form = StudentSignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.count_try(request, "student_signup", code)
        try:
            outcome, school_class, user = sign_up_by_code(code=code, **_cleaned(form))
        except LecternError as error:
            form.add_error("login_name", error.message)
        else:
            return _welcome(request, outcome, school_class, user)
    context = _context(school_class) | {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "organizations/join_class.html", context, status=status)


def _cleaned(form: StudentSignUpForm) -> dict[str, str]:
    found = form.cleaned_data
    return {
        "name": storable(found["name"]),
        "login_name": storable(found["login_name"]),
        "password": found["password"],
    }


def _context(school_class: Class) -> dict:
    return {
        "school_class": school_class,
        "organization": school_class.organization,
        "words": school_class.organization.words,
    }


def _join_signed_in(request: HttpRequest, code: str, school_class: Class) -> HttpResponse:
    if request.method != "POST":
        return render(request, "organizations/join_class.html", _context(school_class))
    outcome, school_class = join(code=code, user=request.user)
    return _arrived(request, outcome, school_class)


def _welcome(request: HttpRequest, outcome: Joined, school_class: Class, user) -> HttpResponse:
    if outcome == Joined.WAITS:
        return _arrived(request, outcome, school_class)
    perform_login(request, user, email_verification="none")
    return _arrived(request, outcome, school_class)


def _arrived(request: HttpRequest, outcome: Joined, school_class: Class) -> HttpResponse:
    if outcome == Joined.WAITS:
        return render(request, "organizations/join_waits.html", _context(school_class))
    request.session.pop(KEPT, None)
    said = {
        Joined.IN: _("You are in %(name)s now."),
        Joined.ALREADY: _("You are in %(name)s already."),
    }
    messages.success(request, said[outcome] % {"name": school_class})
    return redirect("home", organization_slug=school_class.organization.slug)


WRONG = gettext_lazy(
    "This does not fit together. Check the code, the name and the password, or ask your teacher."
)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def student_sign_in(request: HttpRequest) -> HttpResponse:
    """One sentence for an unknown code, an unknown name and a wrong password."""
    if request.user.is_authenticated:
        return redirect("front")
    code = storable(request.GET.get("code", ""))[:20]
    form = StudentSignInForm(request.POST or None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        found = _authenticate(request, form.cleaned_data)
        if found.waits:
            return render(request, "organizations/join_waits.html", {})
        if found.user:
            return perform_login(request, found.user, email_verification="none")
        form.add_error(None, str(WRONG))
    status = 422 if form.is_bound else 200
    return render(request, "organizations/student_sign_in.html", {"form": form}, status=status)


def _authenticate(request: HttpRequest, sent: dict[str, str]):
    key = f"{clean_code(sent['code'])}:{sent['login_name'].casefold()}"
    limits.require_tries(request, "student_login_failed", key)
    found = authenticate_student(
        code=sent["code"], login_name=storable(sent["login_name"]), password=sent["password"]
    )
    if found.user is None:
        limits.count_try(request, "student_login_failed", key)
    return found

"""Sets request.organization and request.membership from /o/<slug>/, and enters its scope."""

from functools import partial

from allauth.account.adapter import get_adapter as get_account_adapter
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from organizations import audit, scoping
from organizations.access import access_organization, keep_in_scope
from organizations.identity.second_factor import check_second_factor
from project.errors import LecternError, SignedOut
from project.problems import problem_response, wants_json


class OrganizationMiddleware:
    """Views below /o/<slug>/ run in the organization's scope and do not take the slug."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.organization = request.membership = None
        # What process_view enters ends here.
        with scoping.no_scope(), audit.origin(partial(_origin, request)):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.resolver_match.route.startswith("o/<slug:organization_slug>/"):
            return None  # django-allauth has an argument of that name as well
        slug = kwargs.pop("organization_slug")
        if getattr(view, "is_entrance", False):
            kwargs["slug"] = slug
            return None
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request, view)
        try:
            request.membership = access_organization(request.user, slug)
        except LecternError as error:
            return problem_response(request, error)
        request.organization = request.membership.organization
        if problem := _second_factor(request, view):
            return problem
        is_brief = request.method in ("GET", "HEAD") or getattr(view, "is_brief", False)
        scoping.enter(request.organization.pk, is_brief=is_brief)
        keep_in_scope(request.membership)
        return None


def _origin(request) -> audit.Origin:
    return audit.Origin(
        actor_id=request.user.pk,
        impersonator_id=request.impersonation.staff_id if request.impersonation else None,
        ip=get_account_adapter().get_client_ip(request),
        door=f"{request.method} {request.path}"[:120],
    )


def _second_factor(request, view):
    """Staff without one are shown where to set it up; in another's name it is not asked."""
    if request.impersonation is not None:
        return None
    try:
        check_second_factor(request.membership)
    except LecternError as error:
        if wants_json(view) or request.htmx:
            return problem_response(request, error)
        context = {"error": error}
        return render(request, "organizations/second_factor.html", context, status=error.status)
    return None


def _ask_to_sign_in(request, view):
    if wants_json(view):
        return problem_response(request, SignedOut(_("You are signed out. Sign in and try again.")))
    if request.htmx:  # a sign-in page has no place within another page
        here = request.htmx.current_url_abs_path or request.get_full_path()
        return HttpResponseClientRedirect(redirect_to_login(here).url)
    return redirect_to_login(request.get_full_path())

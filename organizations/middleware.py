"""Sets request.organization and request.membership from /o/<slug>/, and enters its scope."""

from django.contrib.auth.views import redirect_to_login
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from organizations import scoping
from organizations.access import access_organization
from project.errors import LecternError, SignedOut
from project.problems import problem_response, wants_json


class OrganizationMiddleware:
    """Views below /o/<slug>/ run in the organization's scope and do not take the slug."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.organization = request.membership = None
        with scoping.no_scope():  # ends whatever process_view enters
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        slug = kwargs.pop("organization_slug", None)
        if slug is None:
            return None
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request, view)
        try:
            request.membership = access_organization(request.user, slug)
        except LecternError as error:
            return problem_response(request, error)
        request.organization = request.membership.organization
        scoping.enter(request.organization.pk)
        return None


def _ask_to_sign_in(request, view):
    if wants_json(view):
        return problem_response(request, SignedOut(_("You are signed out. Sign in and try again.")))
    if request.htmx:  # a sign-in page has no place within another page
        here = request.htmx.current_url_abs_path or request.get_full_path()
        return HttpResponseClientRedirect(redirect_to_login(here).url)
    return redirect_to_login(request.get_full_path())

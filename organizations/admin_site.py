"""The platform admins' site: django-unfold in our colours, behind our own sign-in."""

from functools import wraps

from allauth.account.decorators import secure_admin_login
from csp.decorators import csp_replace
from django.conf import settings
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from organizations.models import Onboarding
from organizations.scoping import unscoped

SHOWN = 10


class AdminSite(UnfoldAdminSite):
    index_template = "admin/platform.html"

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        """Only for who is signed in already; all others sign in where everybody does."""
        return super().login(request, extra_context)

    def index(self, request, extra_context=None):
        """Who is being onboarded, above what else there is."""
        rows = Onboarding.objects.select_related("updated_by").order_by("-updated_at")
        open_ones = rows.exclude(state__in=Onboarding.OVER)[:SHOWN]
        context = {"onboardings": open_ones, "title": _("Platform")}
        return super().index(request, {**context, **(extra_context or {})})

    def admin_view(self, view, cacheable=False):
        """With the admin's own Content-Security-Policy, and across organizations."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        @csp_replace(settings.ADMIN_CSP_DIRECTIVES)
        def across(request, *args, **kwargs):
            with unscoped("platform admins look after all organizations"):
                response = guarded(request, *args, **kwargs)
                # A list asks for its rows only while it is drawn.
                return response.render() if hasattr(response, "render") else response

        return across

"""What can be done with an onboarding: each a button, each back to where it is seen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Onboarding
from organizations.onboarding import services
from organizations.onboarding.views.base import AdminPage, onboarding_of
from organizations.onboarding.views.progress import place_of
from project.errors import LecternError


class ActionView(AdminPage):
    http_method_names = ["post"]

    def act(self, onboarding: Onboarding) -> None:
        raise TypeError(f"{type(self).__name__} has to say what it does")

    def post(self, request, pk) -> HttpResponse:
        onboarding = onboarding_of(pk)
        try:
            self.act(onboarding)
        except LecternError as error:
            messages.error(request, error.message)
        onboarding.refresh_from_db()
        return redirect(place_of(onboarding))


class ProvisionView(ActionView):
    def act(self, onboarding):
        services.provision(onboarding, by=self.request.user)


class RetryView(ActionView):
    def act(self, onboarding):
        services.try_again(onboarding, by=self.request.user)


class ReopenView(ActionView):
    def act(self, onboarding):
        services.reopen(onboarding, by=self.request.user)


class CancelView(ActionView):
    """GET asks: what was made is taken back, and that cannot be undone."""

    http_method_names = ["get", "post"]
    title = gettext_lazy("Cancel")
    template_name = "admin/organizations/onboarding/cancel.html"

    def get(self, request, pk) -> HttpResponse:
        context = self.get_context_data(onboarding=onboarding_of(pk))
        return self.render_to_response(context)

    def act(self, onboarding):
        services.cancel(onboarding, by=self.request.user)
        messages.success(self.request, _("It is cancelled. What was made is taken back."))

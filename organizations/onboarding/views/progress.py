"""How far provisioning is, and what can be done about it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from organizations.models import Onboarding
from organizations.onboarding.provisioning import in_order
from organizations.onboarding.views.base import AdminPage, onboarding_of

STOP_POLLING = 286


def place_of(onboarding: Onboarding) -> str:
    """Where somebody goes on with it."""
    if onboarding.state == Onboarding.State.DRAFT:
        return reverse("admin:onboarding_step", args=[onboarding.pk, onboarding.step])
    return reverse("admin:onboarding_progress", args=[onboarding.pk])


class ProgressView(AdminPage):
    title = gettext_lazy("Onboarding")
    template_name = "admin/organizations/onboarding/progress.html"

    def get(self, request, pk) -> HttpResponse:
        onboarding = onboarding_of(pk)
        if onboarding.state == Onboarding.State.DRAFT:
            return redirect(place_of(onboarding))
        if request.htmx:
            self.template_name += "#work"
        is_at_work = onboarding.state in Onboarding.AT_WORK
        context = self.get_context_data(
            onboarding=onboarding, is_at_work=is_at_work, stages=_stages(onboarding)
        )
        status = STOP_POLLING if request.htmx and not is_at_work else 200
        return self.render_to_response(context, status=status)


def _stages(onboarding: Onboarding) -> list[dict]:
    """In their order, with the words of the provisioners."""
    return [
        {"label": each.label, **onboarding.stages[each.name]}
        for each in in_order()
        if each.name in onboarding.stages
    ]

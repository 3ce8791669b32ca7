"""What the wizard's pages share: the admin's frame, and platform admins only."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from organizations.models import Onboarding


class AdminPage(UnfoldModelAdminViewMixin, TemplateView):
    """title: what the header says."""

    title: Any = ""

    def has_permission(self) -> bool:
        return self.model_admin.is_platform_admin(self.request)

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        kwargs.pop("model_admin", None)  # unfold's way to hand over what as_view() has
        return super().dispatch(request, *args, **kwargs)


def onboarding_of(pk) -> Onboarding:
    rows = Onboarding.objects.select_related("organization", "updated_by", "created_by")
    return get_object_or_404(rows, pk=pk)

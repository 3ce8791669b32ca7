from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from organizations.admin.base import PlatformAdmin, ToLookAt
from organizations.models import AppliedTemplate, Onboarding, Organization
from organizations.onboarding.services import STEPS
from organizations.onboarding.views import actions, progress, steps, templates


@admin.register(Onboarding)
class OnboardingAdmin(PlatformAdmin):
    """Who is at which step; the wizard itself is in `organizations.onboarding.views`."""

    list_display = ["__str__", "type", "state", "at_step", "updated_by", "updated_at"]
    list_filter = ["state"]
    list_select_related = ["updated_by"]
    search_fields = ["data__organization__name", "data__organization__slug"]
    ordering = ["-updated_at"]
    actions = None

    @admin.display(description=_("type"))
    def type(self, onboarding: Onboarding) -> str:
        said = onboarding.data.get("organization", {}).get("type")
        return Organization.Type(said).label if said else ""

    @admin.display(description=_("at step"))
    def at_step(self, onboarding: Onboarding) -> str:
        if onboarding.state != Onboarding.State.DRAFT:
            return ""
        return f"{STEPS.index(onboarding.step) + 1} / {len(STEPS)}"

    def get_custom_urls(self):
        return (
            ("add/", "onboarding_add", steps.StepView.as_view(model_admin=self)),
            (
                "<uuid:pk>/step/<slug:step>/",
                "onboarding_step",
                steps.StepView.as_view(model_admin=self),
            ),
            (
                "<uuid:pk>/do/provision/",
                "onboarding_provision",
                actions.ProvisionView.as_view(model_admin=self),
            ),
            (
                "<uuid:pk>/do/retry/",
                "onboarding_retry",
                actions.RetryView.as_view(model_admin=self),
            ),
            (
                "<uuid:pk>/do/cancel/",
                "onboarding_cancel",
                actions.CancelView.as_view(model_admin=self),
            ),
            (
                "<uuid:pk>/do/reopen/",
                "onboarding_reopen",
                actions.ReopenView.as_view(model_admin=self),
            ),
            (
                "<uuid:pk>/progress/",
                "onboarding_progress",
                progress.ProgressView.as_view(model_admin=self),
            ),
        )

    def add_view(self, request, form_url="", extra_context=None):
        return redirect("admin:onboarding_add")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        onboarding = self.get_object(request, object_id)
        if onboarding is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect(progress.place_of(onboarding))


@admin.register(AppliedTemplate)
class AppliedTemplateAdmin(ToLookAt):
    """What was applied where; applying has a page of its own."""

    list_display = ["slug", "version", "organization", "applied_by", "applied_at"]
    list_select_related = ["organization", "applied_by"]
    list_filter = ["slug"]
    search_fields = ["slug", "organization__name"]
    ordering = ["-applied_at"]
    change_list_template = "admin/organizations/appliedtemplate/change_list.html"

    def get_custom_urls(self):
        return (("apply/", "template_apply", templates.ApplyView.as_view(model_admin=self)),)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"templates": templates.list_for_page()})

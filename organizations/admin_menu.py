"""The admin's sidebar; read anew for each request, so that its words follow the language."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations import registries


def navigation(request: HttpRequest) -> list[dict]:
    return [
        _group(
            _("Onboarding"),
            (_("Onboarding"), "rocket_launch", "organizations_onboarding"),
            (_("Templates"), "stacks", "organizations_appliedtemplate"),
        ),
        _group(
            _("Organizations"),
            (_("Organizations"), "domain", "organizations_organization"),
            (_("Schools"), "school", "organizations_school"),
            (_("Classes"), "groups", "organizations_class"),
            (_("Memberships"), "badge", "organizations_membership"),
            (_("Invitations"), "mail", "organizations_invitation"),
            (_("Grants"), "key", "organizations_grant"),
        ),
        _group(
            _("Platform"),
            (_("People"), "person", "accounts_user"),
            (_("Feature flags"), "flag", "organizations_featureflag"),
            (_("Background work"), "manufacturing", "organizations_job"),
            (_("Schedules"), "schedule", "django_q_schedule"),
            (_("Calls of providers"), "payments", "billing_providercall"),
            (_("State of providers"), "network_check", "billing_providerstate"),
            (_("Audit"), "history", "organizations_auditentry"),
            *((str(label), icon, model) for label, icon, model in registries.admin_pages),
        ),
    ]


def _group(title: str, *items: tuple[str, str, str]) -> dict:
    """items: (label, a symbol of the font that unfold brings, app_model)."""
    return {
        "title": title,
        "separator": True,
        "items": [
            {"title": label, "icon": icon, "link": reverse(f"admin:{model}_changelist")}
            for label, icon, model in items
        ],
    }

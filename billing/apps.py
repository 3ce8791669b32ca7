from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.registries import on_signed_up
        from billing import dashboard, gate, recording, referral
        from organizations.registries import admin_pages
        from project.providers import registries

        registries.recorders.append(recording.record)
        registries.gates.append(gate.DatabaseGate())
        dashboard.register()
        on_signed_up.append(referral.keep)
        admin_pages.append((_("Recommendations"), "handshake", "billing_referral"))

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, post_save

        from billing import buying, checks, dashboard, gate, plans, recording, using  # noqa: F401
        from billing.models import Plan
        from project.providers import registries

        registries.recorders.append(recording.record)
        registries.gates.append(gate.DatabaseGate())
        dashboard.register()
        buying.register()
        using.register()
        post_migrate.connect(plans.fill_plans, sender=self)
        post_save.connect(plans.forget_plans, sender=Plan)

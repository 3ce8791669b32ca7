from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from billing import buying, checks, dashboard, gate, recording  # noqa: F401
        from project.providers import registries

        registries.recorders.append(recording.record)
        registries.gates.append(gate.DatabaseGate())
        dashboard.register()
        buying.register()

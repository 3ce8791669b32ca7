from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import registries
        from organizations import jobs, managing
        from organizations.rosters import pipeline
        from organizations.services import people
        from project import checks  # noqa: F401  registers itself

        registries.on_sign_up.append(people.ensure_personal_organization)
        jobs.register(pipeline.JOB)
        managing.pages.append(
            managing.ManagePage(
                "rosters", _("Rosters"), "organizations:roster_list", "people.manage"
            )
        )

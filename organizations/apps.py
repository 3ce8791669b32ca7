from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import registries
        from organizations import dashboard, jobs, managing, purging
        from organizations.exporting.job import EXPORT_JOB
        from organizations.services import invitation_mails, people
        from project import checks  # noqa: F401  registers itself

        jobs.register(purging.PURGE_JOB)
        jobs.register(EXPORT_JOB)
        managing.pages += managing.OWN
        dashboard.panels += [dashboard.people_panel, dashboard.work_panel]
        invitation_mails.register()
        registries.on_sign_up.append(people.ensure_personal_organization)

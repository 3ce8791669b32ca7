from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import registries
        from organizations import managing
        from organizations.services import invitation_mails, people
        from project import checks  # noqa: F401  registers itself

        invitation_mails.register()
        managing.pages += managing.OWN
        registries.on_sign_up.append(people.ensure_personal_organization)

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import registries
        from organizations.onboarding import provisioners
        from organizations.onboarding import services as onboarding
        from organizations.services import people
        from project import checks  # noqa: F401  registers itself

        registries.on_sign_up.append(people.ensure_personal_organization)
        provisioners.register()
        onboarding.register()

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import registries
        from accounts.second_factors import reseal_second_factors

        registries.sealed["second factors"] = reseal_second_factors

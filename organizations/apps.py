from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.socialaccount.signals import social_account_added
        from django.utils.translation import gettext_lazy as _

        from accounts import registries
        from organizations import managing
        from organizations.identity.adapter import confirm_vouched_address
        from organizations.identity.entering import enter_by_provider
        from organizations.services import domain_joining, people
        from project import checks  # noqa: F401  registers itself

        registries.on_sign_up.append(people.ensure_personal_organization)
        registries.on_sign_in += [enter_by_provider, domain_joining.join_on_sign_in]
        registries.on_email_confirmed.append(domain_joining.join_at_once)
        registries.first_pages.append(domain_joining.first_page)
        social_account_added.connect(confirm_vouched_address)
        managing.pages += [
            managing.ManagePage(
                "join_requests",
                _("Join requests"),
                "organizations:join_request_list",
                "people.manage",
            ),
            managing.ManagePage(
                "keys", _("API keys"), "organizations:key_list", "organization.settings"
            ),
            managing.ManagePage(
                "sign_in", _("Sign-in"), "organizations:sign_in_settings", "organization.settings"
            ),
        ]

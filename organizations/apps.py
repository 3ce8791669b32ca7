from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.socialaccount.signals import social_account_added

        from accounts import registries
        from organizations import dashboard, jobs, managing, purging
        from organizations.exporting.job import EXPORT_JOB
        from organizations.identity import setup
        from organizations.identity.adapter import confirm_vouched_address
        from organizations.identity.entering import enter_by_provider
        from organizations.onboarding import provisioners
        from organizations.onboarding import services as onboarding
        from organizations.rosters import pipeline
        from organizations.rosters import provisioning as rosters
        from organizations.selectors import names
        from organizations.services import (
            accounts_going,
            consent_mails,
            domain_joining,
            invitation_mails,
            people,
        )
        from organizations.webhooks import service as webhooks
        from project import checks  # noqa: F401  registers itself

        jobs.register(purging.PURGE_JOB)
        jobs.register(EXPORT_JOB)
        jobs.register(webhooks.WEBHOOK_JOB)
        registries.sealed["webhook secrets"] = webhooks.reseal_secrets
        managing.pages += managing.OWN
        dashboard.panels += [dashboard.people_panel, dashboard.work_panel]
        invitation_mails.register()
        consent_mails.register()
        registries.sealed["client secrets"] = setup.reseal_secrets
        registries.on_sign_up.append(people.ensure_personal_organization)
        registries.on_account_deleted.append(accounts_going.close_what_they_alone_hold)
        registries.on_sign_in += [enter_by_provider, domain_joining.join_on_sign_in]
        registries.on_email_confirmed.append(domain_joining.join_at_once)
        registries.first_pages.append(domain_joining.first_page)
        social_account_added.connect(confirm_vouched_address)
        jobs.register(pipeline.JOB)
        provisioners.register()
        onboarding.register()
        rosters.register()
        names.register()

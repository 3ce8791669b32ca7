"""How django-allauth makes our people, and what happens around their signing in."""

import logging
from datetime import timedelta

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils import timezone, translation

from accounts import registries
from accounts.models import User
from accounts.notices import NOTICES, notice_of
from accounts.services import language_of, zone_of
from accounts.sign_up.finishing import finish
from accounts.tokens import families
from project.languages import interface_language
from project.sites import site_url

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data.get("name", "")
        user.language = interface_language(translation.get_language())
        user = super().save_user(request, user, form, commit=commit)
        if commit:
            finish(request, user)
        return user

    def send_mail(self, template_prefix, email, context):
        """In the language and the time of who gets it, whoever asked for it."""
        person = context.get("user") or User.objects.filter(email=email.lower()).first()
        language = language_of(person) if person else translation.get_language()
        with translation.override(language), timezone.override(zone_of(person)):
            facts = context | _facts()
            if template_prefix in NOTICES:
                facts |= notice_of(template_prefix, context)
                template_prefix = "account/email/notice"
            super().send_mail(template_prefix, email, facts)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """The change is made by now: a mail server that is away does not undo it."""
        facts = {"user": user} | (context or {})
        try:
            super().send_notification_mail(template_prefix, user, facts, email)
        except OSError:  # SMTP's errors and those of sockets
            logger.exception("%s could not be mailed to %s", template_prefix, user.pk)

    def get_email_confirmation_url(self, request, emailconfirmation):
        return site_url("account_confirm_email", emailconfirmation.key)

    def get_reset_password_from_key_url(self, key):
        """key: "UID-TOKEN", as the address has it."""
        path = site_url("account_reset_password_from_key", "UID", "TOKEN")
        return path.replace("UID-TOKEN", key)

    def set_password(self, user, password):
        """Whoever knew the old one keeps nothing that it opened."""
        super().set_password(user, password)
        families.revoke_all(user)

    def confirm_email(self, request, email_address):
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            for hook in registries.on_email_confirmed:
                hook(email_address.user)
        return confirmed

    def post_login(self, request, user, **kwargs):
        identity = (kwargs["signal_kwargs"] or {}).get("sociallogin")
        for hook in registries.on_sign_in:
            hook(user, identity)
        return super().post_login(request, user, **kwargs)

    def get_login_redirect_url(self, request):
        """Where somebody goes who was not on their way to a page."""
        for find in registries.first_pages:
            if url := find(request.user):
                return url
        return super().get_login_redirect_url(request)

    get_signup_redirect_url = get_login_redirect_url


def _facts() -> dict:
    """Of the links in mails. Never from a request: its host is a visitor's."""
    return {
        "days": {
            "to_confirm": app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS,
            "to_reset": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days,
        },
        "new_password_url": site_url("account_reset_password"),
        "sign_up_url": site_url("account_signup"),
    }

"""How django-allauth makes our people, and what happens around their signing in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation

from accounts import registries
from accounts.services import language_of
from accounts.sign_up.finishing import finish
from accounts.tokens import families
from project.languages import interface_language


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data.get("name", "")
        user.language = interface_language(translation.get_language())
        user = super().save_user(request, user, form, commit=commit)
        if commit:
            finish(request, user)
        return user

    def send_mail(self, template_prefix, email, context):
        """In the language of who gets it, whoever asked for it."""
        person = context.get("user")
        language = language_of(person) if person else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

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

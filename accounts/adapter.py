"""How django-allauth makes our people."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation

from accounts.services import language_of, welcome
from project.languages import interface_language


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data.get("name", "")
        user.language = interface_language(translation.get_language())
        user = super().save_user(request, user, form, commit=commit)
        if commit:
            welcome(user)
        return user

    def send_mail(self, template_prefix, email, context):
        """In the language of who gets it, whoever asked for it."""
        person = context.get("user")
        language = language_of(person) if person else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

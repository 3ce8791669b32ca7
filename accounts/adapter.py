"""How django-allauth makes our people."""

from allauth.account.adapter import DefaultAccountAdapter

from accounts.services import welcome


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data.get("name", "")
        user = super().save_user(request, user, form, commit=commit)
        if commit:
            welcome(user)
        return user

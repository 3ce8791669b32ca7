"""Who comes in by another's word, and as whom.

| they say                                    | we do                                          |
|---------------------------------------------|------------------------------------------------|
| a (provider, subject) that we know          | sign in that person                            |
| a new one; an organization's own provider,  | the person with that address, or a new one;    |
|   a verified address in a domain it may     |   bound from now on by provider and subject    |
|   vouch for                                 |                                                |
| the same, of a platform admin               | refuse: nobody else's word opens that account  |
| the same, unverified or of another domain   | refuse                                         |
| a new one by Google or Microsoft, whose     | refuse: sign in first, then connect it         |
|   address somebody here has                 |                                                |
| a new one by Google or Microsoft            | a new person                                   |
"""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.consent.asking import check_guardian
from accounts.models import Profile, User
from accounts.sign_up.answers import answers_of
from accounts.sign_up.finishing import finish
from organizations.identity.finding import fill_in_secrets, provider_of, vouches_for
from organizations.identity.linking import confirm, drop_claims, is_taken, person_with
from organizations.models import IdentityProvider
from project.errors import Forbidden, Invalid


class IdentityAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request, provider=None, client_id=None) -> list[SocialApp]:
        return fill_in_secrets(super().list_apps(request, provider, client_id))

    def get_app(self, request, provider, client_id=None) -> SocialApp:
        """Google and Microsoft where nobody has configured them: there is no such page."""
        try:
            return super().get_app(request, provider, client_id=client_id)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error

    def is_email_verified(self, provider, email) -> bool:
        """Where the provider does not say so itself."""
        identity = provider_of(provider.app)
        return bool(identity and identity.trusts_addresses and vouches_for(identity, email))

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        identity = provider_of(sociallogin.provider.app)
        email = _verified_email(sociallogin)
        if identity is None or not email or not vouches_for(identity, email):
            return None
        drop_claims(email)
        person = person_with(email)
        return (person, email) if person else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """`sociallogin.user` is a person of ours here where one was found."""
        identity = provider_of(sociallogin.provider.app)
        if identity is not None:
            _check_open(identity)
        if _is_bound(sociallogin):
            return
        if identity is not None:
            _check_vouched(identity, sociallogin)
        connects = sociallogin.state.get("process") == AuthProcess.CONNECT
        if not connects and not sociallogin.is_existing:
            _check_address_is_free(sociallogin)
            if identity is None:
                _check_who_they_are(request, sociallogin)

    def populate_user(self, request, sociallogin, data) -> User:
        user = super().populate_user(request, sociallogin, data)
        names = (data.get("first_name"), data.get("last_name"))
        user.name = (data.get("name") or " ".join(filter(None, names)))[:120]
        user.email = (user.email or "").lower() or None
        return user

    def save_user(self, request, sociallogin, form=None) -> User:
        """Who comes by a school's provider gets no organization of their own beside it."""
        user = super().save_user(request, sociallogin, form)
        if provider_of(sociallogin.provider.app) is None:
            finish(request, user)
        else:
            Profile.objects.get_or_create(user=user)
        return user


def confirm_vouched_address(request, sociallogin: SocialLogin, **_kwargs) -> None:
    """A person was bound to a provider: the address by which they were found is theirs."""
    if email := sociallogin._did_authenticate_by_email:
        confirm(sociallogin.user, email)


def _is_bound(sociallogin: SocialLogin) -> bool:
    """Found by what the provider calls them."""
    return not sociallogin.account._state.adding


def _verified_email(sociallogin: SocialLogin) -> str:
    return next((known.email for known in sociallogin.email_addresses if known.verified), "")


def _check_open(identity: IdentityProvider) -> None:
    if not identity.is_on or identity.organization.deleted_at is not None:
        raise Forbidden(
            _("Nobody can sign in by %(name)s now. Ask your school.") % {"name": identity.name}
        )


def _check_vouched(identity: IdentityProvider, sociallogin: SocialLogin) -> None:
    words = {"name": identity.name}
    if not sociallogin.email_addresses:
        raise Invalid(
            _("%(name)s did not tell us your email address. Ask your school to send it.") % words
        )
    email = _verified_email(sociallogin)
    if not email:
        raise Forbidden(
            _(
                "%(name)s has not confirmed that your email address is yours. "
                "Confirm it there, then sign in again."
            )
            % words
        )
    if not vouches_for(identity, email):
        raise Forbidden(
            _("%(name)s lets in its own addresses only, and yours is of another domain.") % words
        )


def _check_who_they_are(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Who signs up says first who they are, as by the form. Raises ImmediateHttpResponse."""
    answers = answers_of(request)
    if answers is None or not answers.is_whole:
        said = _("You are new here. Say first who you are, then choose this button once more.")
        messages.info(request, said)
        raise ImmediateHttpResponse(redirect("sign_up:start"))
    if answers.needs_guardian:
        check_guardian(_verified_email(sociallogin), answers.guardian_email)


def _check_address_is_free(sociallogin: SocialLogin) -> None:
    """Only who has shown that an address is theirs is told whether it is known here."""
    email = _verified_email(sociallogin)
    if email and is_taken(email):
        raise Forbidden(
            _(
                "There is an account with your address already. Sign in to it as you always do, "
                "then connect this one under Settings."
            )
        )

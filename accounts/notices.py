"""What people are told by mail when something changes that opens their account.

By what django-allauth calls it: the title, and a sentence with values of the context.
"""

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "account/email/password_changed": (
        _("Your password was changed"),
        _("The password of your account at Lectern was changed."),
    ),
    "account/email/password_reset": (
        _("Your password was changed"),
        _("A new password was chosen by a link that was mailed to you."),
    ),
    "account/email/password_set": (
        _("Your account has a password now"),
        _("A password was set for your account at Lectern, which had none."),
    ),
    "account/email/email_changed": (
        _("Your email address was changed"),
        _("You sign in with %(to_email)s from now on, in place of %(from_email)s."),
    ),
    "account/email/email_deleted": (
        _("An email address was removed"),
        _("%(deleted_email)s is no address of your account any more."),
    ),
    "mfa/email/totp_activated": (
        _("An authenticator app was added"),
        _("Signing in to your account asks for its code from now on."),
    ),
    "mfa/email/totp_deactivated": (
        _("The authenticator app was removed"),
        _("Signing in to your account does not ask for its code any more."),
    ),
    "mfa/email/recovery_codes_generated": (
        _("New recovery codes were made"),
        _("The recovery codes that your account had before do not work any more."),
    ),
    "mfa/email/webauthn_added": (
        _("A passkey or security key was added"),
        _("It opens your account from now on."),
    ),
    "mfa/email/webauthn_removed": (
        _("A passkey or security key was removed"),
        _("It does not open your account any more."),
    ),
    "socialaccount/email/account_connected": (
        _("Another account was connected"),
        _("You can sign in to Lectern by your account of %(provider)s from now on."),
    ),
    "socialaccount/email/account_disconnected": (
        _("A connected account was removed"),
        _("Your account of %(provider)s does not open Lectern any more."),
    ),
}


def notice_of(template_prefix: str, context: dict) -> dict[str, str]:
    """The words of its template, in the language that is active."""
    title, sentence = NOTICES[template_prefix]
    return {"title": str(title), "sentence": str(sentence) % context}

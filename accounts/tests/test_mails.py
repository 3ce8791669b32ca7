"""The mails of an account: ours, plain and as a page, in the language and time of who gets them."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import User
from accounts.notices import NOTICES
from accounts.tests.signing_up import sign_up
from conftest import PASSWORD

NEW = "another long password"


@pytest.fixture
def dana(school, client):
    client.post("/accounts/login/", {"login": school.dana.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return school.dana


def read(mail) -> tuple[str, str, str]:
    """(subject, text, HTML), of a mail that is ours."""
    html = mail.alternatives[0][0]
    assert '<div class="sheet">' in html
    assert "example.com" not in mail.body + html  # the name of django's unnamed site
    assert "testserver" not in mail.body + html  # a link never goes where the request said
    return mail.subject, mail.body, html


def change_password(client, to: str = NEW):
    sent = {"oldpassword": PASSWORD, "password1": to, "password2": to}
    return client.post("/accounts/password/change/", sent)


def test_it_works(client, both_databases, mailoutbox):
    sign_up(client, email="eva@home.example")
    subject, text, html = read(mailoutbox[0])
    assert subject == "Welcome to Lectern: confirm your email address"
    link = re.search(r"http://127.0.0.1:8000(/accounts/confirm-email/\S+)", text)
    assert link[0] in html
    client.post(link[1])
    assert EmailAddress.objects.get(email="eva@home.example").verified


def test_a_link_to_a_new_password_is_not_of_the_host_that_asked(
    school, client, mailoutbox, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        "/accounts/password/reset/",
        {"email": school.dana.email},
        headers={"host": "evil.example"},
    )
    _subject, text, html = read(mailoutbox[0])
    assert "evil.example" not in text + html
    assert "http://127.0.0.1:8000/accounts/password/reset/key/" in text


def test_who_has_an_account_or_has_none_is_told_so_by_mail_alone(
    school, client, mailoutbox, settings
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    school.dana.language = "de"
    school.dana.save()
    sign_up(client, email=school.dana.email)
    client.post("/accounts/password/reset/", {"email": "nobody@else.example"})
    has, has_none = map(read, mailoutbox)
    assert '<html lang="de">' in has[2]
    assert has_none[0] == "There is no account with your address"


def test_a_changed_password_is_told_in_ones_own_language_and_time(dana, client, mailoutbox):
    User.objects.filter(pk=dana.pk).update(language="fr", time_zone="Asia/Tokyo")
    change_password(client)
    _subject, text, html = read(mailoutbox[0])
    assert mailoutbox[0].to == [dana.email]
    assert '<html lang="fr">' in html
    assert "(JST)" in text


def test_the_old_address_hears_that_another_is_signed_in_with(dana, client, mailoutbox):
    client.get("/accounts/email/")
    EmailAddress.objects.create(user=dana, email="dana@new.example", verified=True)
    client.post("/accounts/email/", {"email": "dana@new.example", "action_primary": ""})
    mail = mailoutbox[0]
    assert mail.to == [dana.email]
    assert "You sign in with dana@new.example from now on" in read(mail)[1]


def test_a_mail_server_that_is_away_does_not_keep_a_change_from_being_made(
    dana, client, monkeypatch
):
    def refuse(*_args):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert change_password(client).status_code == 302
    assert User.objects.get(pk=dana.pk).check_password(NEW)


def test_a_removed_second_factor_is_told_of(dana, client, mailoutbox):
    TOTP.activate(dana, generate_totp_secret())
    client.post("/accounts/2fa/totp/deactivate/")
    assert read(mailoutbox[0])[0] == "The authenticator app was removed"


@pytest.mark.parametrize("name", NOTICES)
def test_each_of_django_allauth_s_notices_has_our_words(name):
    values = dict.fromkeys(("from_email", "to_email", "deleted_email", "provider"), "x")
    title, sentence = NOTICES[name]
    assert title and sentence % values

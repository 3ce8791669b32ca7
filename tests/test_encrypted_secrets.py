"""What has to be read again is encrypted in the database, and its key can be replaced."""

import os
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialApp
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from conftest import PASSWORD
from organizations.identity.setup import Connection, save_provider
from organizations.models import IdentityProvider
from project.sealing import Unopened, folder, seal, unseal

SECRET = "a-client-s-secret"


@pytest.fixture
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def provider(data, school) -> IdentityProvider:
    row = IdentityProvider(organization=school.organization, name="School ID", is_on=True)
    reached = Connection(server_url="https://id.example", client_id="c", secret=SECRET)
    return save_provider(row, reached)


def kept(table: str) -> str:
    """Every cell of it, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return str(cursor.fetchall())


def test_it_works(provider):
    tables = kept("socialaccount_socialapp") + kept("organizations_identityprovider")
    assert SECRET not in tables
    assert unseal(provider.sealed_secret) == SECRET
    assert SocialApp.objects.get().secret == ""


def test_left_empty_it_stays(provider):
    save_provider(provider, Connection(server_url="https://id.example", client_id="d"))
    provider.refresh_from_db()
    assert unseal(provider.sealed_secret) == SECRET


def test_no_form_and_no_page_shows_it(provider, school, client, admin_client):
    page = admin_client.get(f"/admin/organizations/identityprovider/{provider.pk}/change/")
    assert page.status_code == 200
    for secret in (SECRET, provider.sealed_secret):
        assert secret not in page.content.decode()
    client.force_login(school.alice)
    assert SECRET not in client.get(school.url("sign-in-settings/")).content.decode()


def test_the_seed_of_codes_is_encrypted_and_lets_its_owner_in(data, school, client):
    TOTP.activate(school.alice, seed := "JBSWY3DPEHPK3PXP")
    assert seed not in kept("mfa_authenticator")
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    client.post("/accounts/login/", {"login": school.alice.email, "password": PASSWORD})
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(seed, counter))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.session["_auth_user_id"] == str(school.alice.pk)


def test_the_first_key_is_for_this_account_s_eyes(data):
    assert unseal(seal("x")) == "x"
    [path] = folder().glob("*.key")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_in_the_data_folder_is_replaced(provider, school):
    TOTP.activate(school.bob, "JBSWY3DPEHPK3PXP")
    old = provider.sealed_secret
    call_command("rotate_encryption_key")
    provider.refresh_from_db()
    assert provider.sealed_secret != old
    assert unseal(old) == SECRET  # by a process that did not see the new key yet
    a_while_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for path in folder().glob("*.key"):
        os.utime(path, (a_while_ago, a_while_ago))
    call_command("rotate_encryption_key", "--no-new-key")
    assert len(list(folder().glob("*.key"))) == 1
    assert unseal(provider.sealed_secret) == SECRET
    assert Authenticator.objects.get().wrap().validate_code is not None
    with pytest.raises(Unopened):
        unseal(old)


def test_a_key_of_the_settings_is_replaced(provider, settings):
    old_key = next(folder().glob("*.key")).read_text()
    new_key = Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new_key, old_key]
    call_command("rotate_encryption_key")
    settings.ENCRYPTION_KEYS = [new_key]
    provider.refresh_from_db()
    assert unseal(provider.sealed_secret) == SECRET

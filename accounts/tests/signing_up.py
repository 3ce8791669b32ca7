"""What somebody says before the account's own form, for tests of other things too."""

from django.test import Client
from django.utils import timezone

from conftest import PASSWORD


def sign_up(client: Client, kind: str = "teacher", *, email: str, age: int = 40, **more):
    """The last page. more: country, guardian."""
    said = {"country": more.get("country", "DE")}
    if kind == "student":
        said |= born(age)
    client.post(f"/sign-up/{kind}/", said)
    if "guardian" in more:
        client.post("/sign-up/guardian/", {"guardian_email": more["guardian"]})
    return account(client, email)


def born(age: int) -> dict[str, int]:
    """In January: never within the month of a birthday but in January itself."""
    return {"month": 1, "year": timezone.localdate().year - age}


def account(client: Client, email: str):
    sent = {"name": "Eva Lind", "email": email, "password1": PASSWORD}
    return client.post("/accounts/signup/", sent, follow=True)

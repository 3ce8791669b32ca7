"""The secrets of second factors, encrypted in the database."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from project.sealing import reseal, seal, unseal

SEALED = ("secret", "seed")  # in `Authenticator.data`: of an app's codes, of recovery codes


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)


def reseal_second_factors() -> int:
    """Returns of how many people's."""
    rows = Authenticator.objects.filter(type__in=["totp", "recovery_codes"])
    for row in rows.iterator():
        row.data |= {name: reseal(row.data[name]) for name in SEALED if name in row.data}
        row.save(update_fields=["data"])
    return rows.count()

"""Sign in with a class code, a login name and a password, where there is no email."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import User
from organizations.models import JoinCode, JoinRequest, Membership
from organizations.scoping import unscoped
from organizations.services.join_codes import clean_code
from organizations.services.login_names import folded


@dataclass(frozen=True, slots=True)
class Found:
    """user: None where code, name and password do not fit together. waits: nobody has let
    them in yet.
    """

    user: User | None = None
    waits: bool = False


def authenticate_student(*, code: str, login_name: str, password: str) -> Found:
    """The code says which organization: any of its classes', also one that was replaced.

    People with an email sign in by that. It takes as long for a name that nobody has as for a
    wrong password.
    """
    with unscoped("a code is looked up before its organization is known"):
        user, waits = _find(clean_code(code), folded(login_name))
    if user is None or not user.is_active or user.email:
        make_password(password)  # the time that a check takes
        return Found()
    return Found(user, waits) if user.check_password(password) else Found()


def _find(code: str, login_name: str) -> tuple[User | None, bool]:
    row = JoinCode.objects.filter(code=code, organization__deleted_at=None).first()
    if row is None or not login_name:
        return None, False
    here = {"organization": row.organization_id, "login_name__iexact": login_name}
    member = Membership.objects.active().select_related("user").filter(**here).first()
    if member is not None:
        return member.user, False
    request = JoinRequest.objects.open().select_related("user").filter(**here).first()
    return (request.user, True) if request else (None, False)

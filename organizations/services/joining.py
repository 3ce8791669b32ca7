"""Come in by a class code, at once or after somebody has said yes."""

from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import add_person
from organizations.class_settings import read_class_settings
from organizations.models import Class, ClassMember, Membership, Organization, Role
from organizations.scoping import scope
from organizations.services.join_codes import find_open_class
from organizations.services.join_requests import let_in, request_to_join
from organizations.services.login_names import check_free, clean_login_name
from project.errors import Conflict


class Joined(StrEnum):
    IN = "in"
    ALREADY = "already"
    WAITS = "waits"  # for somebody who runs the class


@transaction.atomic
def join(*, code: str, user: User) -> tuple[Joined, Class]:
    """Somebody who has an account. Raises NotFound for a code that does not work, Conflict for
    who has another role there, was deactivated, or finds no seat left.
    """
    school_class = find_open_class(code)
    with scope(school_class.organization_id):
        return _join(school_class, user), school_class


@transaction.atomic
def sign_up_by_code(
    *, code: str, name: str, login_name: str, password: str
) -> tuple[Joined, Class, User]:
    """A student without email. Raises what `join` raises, Invalid for a login name that cannot
    be one, Conflict for one that is taken.
    """
    school_class = find_open_class(code)
    login_name = clean_login_name(login_name)
    with scope(school_class.organization_id):
        check_free(login_name)
        user = add_person(email=None, password=password, name=name)
        try:
            with transaction.atomic():
                return _join(school_class, user, login_name), school_class, user
        except IntegrityError as error:  # another took the name at this moment
            check_free(login_name)
            raise Conflict(_("Somebody else was quicker. Try again.")) from error


def _join(school_class: Class, user: User, login_name: str = "") -> Joined:
    membership = _membership(school_class.organization, user)
    if membership and _is_in(school_class, membership):
        return Joined.ALREADY
    if membership and membership.role != Role.STUDENT:
        raise Conflict(
            _("You have another role in %(organization)s. An admin can add you to the class.")
            % {"organization": school_class.organization}
        )
    if read_class_settings(school_class).approve_joining:
        request_to_join(
            organization=school_class.organization,
            user=user,
            school_class=school_class,
            login_name=login_name,
        )
        return Joined.WAITS
    let_in(
        organization=school_class.organization,
        user=user,
        role=Role.STUDENT,
        school_class=school_class,
        login_name=login_name,
    )
    return Joined.IN


def _membership(organization: Organization, user: User) -> Membership | None:
    rows = Membership.objects.active().select_related("organization", "user")
    return rows.filter(organization=organization, user=user).first()


def _is_in(school_class: Class, membership: Membership) -> bool:
    rows = ClassMember.objects.filter(school_class=school_class, left_at=None)
    return rows.filter(membership=membership).exists()

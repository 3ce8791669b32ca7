"""Come in by a class code, at once or after somebody has said yes."""

from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import add_person
from organizations import audit
from organizations.class_settings import read_class_settings
from organizations.models import (
    Class,
    ClassMember,
    JoinRequest,
    Membership,
    Organization,
    Role,
)
from organizations.scoping import scope
from organizations.services.class_members import add_to_class
from organizations.services.join_codes import find_open_class
from organizations.services.login_names import check_free, clean_login_name
from organizations.services.people import PARTS
from organizations.services.seats import admit
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
    _let_in(school_class.organization, user, Role.STUDENT, school_class, login_name)
    return Joined.IN


def _membership(organization: Organization, user: User) -> Membership | None:
    rows = Membership.objects.active().select_related("organization", "user")
    return rows.filter(organization=organization, user=user).first()


def _is_in(school_class: Class, membership: Membership) -> bool:
    rows = ClassMember.objects.filter(school_class=school_class, left_at=None)
    return rows.filter(membership=membership).exists()


def _let_in(
    organization: Organization, user: User, role: str, school_class: Class | None, login_name: str
) -> Membership:
    school = school_class.school if school_class else None
    membership = admit(
        organization=organization,
        user=user,
        role=role,
        schools=[school] if school else [],
        login_name=login_name,
    )
    if school_class is not None:
        add_to_class(
            school_class=school_class, people=[membership], part=PARTS[Role(membership.role)]
        )
    audit.record(
        "people.joined",
        organization=organization,
        subject=membership,
        detail={"role": membership.role, "class": str(school_class.pk) if school_class else None},
    )
    return membership


def request_to_join(
    *,
    organization: Organization,
    user: User,
    role: str = Role.STUDENT,
    school_class: Class | None = None,
    login_name: str = "",
) -> JoinRequest:
    """Somebody waits to be let in; the request that waits already, if there is one.

    In the organization's scope. Raises Conflict for somebody who was deactivated there.
    """
    if (
        Membership.objects.filter(organization=organization, user=user)
        .exclude(ended_at=None)
        .exists()
    ):
        raise Conflict(
            _("You were a member of %(organization)s and are not any more. Ask an admin there.")
            % {"organization": organization}
        )
    request, is_new = JoinRequest.objects.get_or_create(
        organization=organization,
        user=user,
        school_class=school_class,
        decided_at=None,
        defaults={"role": role, "login_name": login_name},
    )
    if is_new:
        audit.record("people.asked_to_join", organization=organization, subject=request)
    return request


@transaction.atomic
def decide(*, request: JoinRequest, by: User, is_yes: bool) -> JoinRequest:
    """Let them in, or not. Raises Conflict where it is decided already, and what `admit` raises.

    Whether `by` may decide is the caller's to check: who runs the class, or the people.
    """
    rows = JoinRequest.objects.select_related("organization", "user", "school_class__school")
    request = rows.select_for_update(of=("self",)).get(pk=request.pk)
    if request.decided_at:
        raise Conflict(
            _("Somebody has decided about %(person)s already.") % {"person": request.user}
        )
    request.decided_at, request.decided_by = timezone.now(), by
    request.answer = JoinRequest.Answer.APPROVED if is_yes else JoinRequest.Answer.REFUSED
    request.save(update_fields=["decided_at", "decided_by", "answer"])
    if is_yes:
        _let_in(
            request.organization,
            request.user,
            request.role,
            request.school_class,
            request.login_name,
        )
    action = f"people.request_{request.answer}"
    audit.record(action, organization=request.organization, subject=request)
    if not is_yes and request.login_name:
        request.user.delete()  # an account that was made for this request alone
    return request

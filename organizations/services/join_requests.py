"""Ask to be let in, and be answered: by a class code, by one's address, by a provider."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from organizations import audit
from organizations.models import (
    Class,
    JoinRequest,
    Membership,
    Organization,
    Role,
)
from organizations.services.class_members import add_to_class
from organizations.services.people import PARTS
from organizations.services.seats import admit
from project.errors import Conflict

State = JoinRequest.State


def request_to_join(
    *,
    organization: Organization,
    user: User,
    role: str = Role.STUDENT,
    school_class: Class | None = None,
    via: str = "",
    login_name: str = "",
) -> JoinRequest:
    """Somebody waits to be let in; the request that is there already, if there is one.

    A class may be asked for again, the organization once: what was answered stays, and only
    what the person did not want then is asked anew. In the organization's scope. Raises
    Conflict for somebody who was deactivated there.
    """
    _check_was_not_ended(organization, user)
    again = {"state": State.PENDING} if school_class else {}
    request, is_new = JoinRequest.objects.get_or_create(
        organization=organization,
        user=user,
        school_class=school_class,
        **again,
        defaults={"role": role, "login_name": login_name, "via": via},
    )
    if request.state == State.DISMISSED:
        request.state, is_new = State.PENDING, True
        request.save(update_fields=["state"])
    if is_new:
        audit.record("people.asked_to_join", organization=organization, subject=request)
    return request


def _check_was_not_ended(organization: Organization, user: User) -> None:
    mine = Membership.objects.filter(organization=organization, user=user)
    if mine.exclude(ended_at=None).exists():
        raise Conflict(
            _("You were a member of %(organization)s and are not any more. Ask an admin there.")
            % {"organization": organization}
        )


@transaction.atomic
def decide(*, request: JoinRequest, by: User, is_yes: bool) -> JoinRequest:
    """Let them in, or not. Raises Conflict where it is decided already, and what `admit` raises.

    Whether `by` may decide is the caller's to check: who runs the class, or the people.
    """
    rows = JoinRequest.objects.select_related("organization", "user", "school_class__school")
    request = rows.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != State.PENDING:
        raise Conflict(
            _("Somebody has decided about %(person)s already.") % {"person": request.user}
        )
    request.decided_at, request.decided_by = timezone.now(), by
    request.state = State.APPROVED if is_yes else State.REFUSED
    request.save(update_fields=["decided_at", "decided_by", "state"])
    if is_yes:
        let_in(
            organization=request.organization,
            user=request.user,
            role=request.role,
            school_class=request.school_class,
            login_name=request.login_name,
            via=request.via,
        )
    action = f"people.request_{request.state}"
    audit.record(action, organization=request.organization, subject=request)
    if not is_yes and request.login_name:
        request.user.delete()  # an account that was made for this request alone
    return request


def let_in(
    *,
    organization: Organization,
    user: User,
    role: str,
    school_class: Class | None = None,
    login_name: str = "",
    via: str = "",
) -> Membership:
    """In the organization's scope and the caller's transaction. Raises what `admit` raises."""
    school = school_class.school if school_class else None
    membership = admit(
        organization=organization,
        user=user,
        role=role,
        schools=[school] if school else [],
        login_name=login_name,
    )
    if school_class is not None:
        part = PARTS[Role(membership.role)]
        add_to_class(school_class=school_class, people=[membership], part=part)
    audit.record(
        "people.joined",
        organization=organization,
        subject=membership,
        detail={
            "role": membership.role,
            "class": str(school_class.pk) if school_class else None,
            "via": via,
        },
    )
    return membership


def let_in_or_ask(*, organization: Organization, user: User, role: str, via: str) -> None:
    """At sign-in, where nothing may stand in the way: who finds no seat left waits for one."""
    try:
        with transaction.atomic():
            let_in(organization=organization, user=user, role=role, via=via)
    except Conflict:
        request_to_join(organization=organization, user=user, role=role, via=via)

"""With whom somebody may share: a person, a class, a school or a role.

Admins share with whom they run; a teacher with the classes they teach, the people in them and
the staff; a student with the classes they are in and the people there.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from organizations.authority import classes_seen_by, people_seen_by, schools_seen_by
from organizations.models import Class, ClassMember, Grant, Membership, Role, School
from organizations.roles import ADMINS, LEARNERS, STAFF, role_word
from project.errors import NotFound

PERSON, CLASS, SCHOOL, ROLE = "person", "class", "school", "role"
ROLES = (Role.TEACHER, Role.STUDENT)  # owners and admins see what they run


@dataclass(frozen=True, slots=True)
class Recipient:
    """kind: PERSON, CLASS, SCHOOL or ROLE. key: the id as text, or the role."""

    kind: str
    key: str

    @classmethod
    def of(cls, grant: Grant) -> "Recipient":
        if grant.membership_id:
            return cls(PERSON, str(grant.membership_id))
        if grant.school_class_id:
            return cls(CLASS, str(grant.school_class_id))
        return cls(SCHOOL, str(grant.school_id)) if grant.school_id else cls(ROLE, grant.role)

    @property
    def columns(self) -> dict:
        """As the row of a grant holds it."""
        return {
            "membership_id": int(self.key) if self.kind == PERSON else None,
            "school_class_id": UUID(self.key) if self.kind == CLASS else None,
            "school_id": UUID(self.key) if self.kind == SCHOOL else None,
            "role": self.key if self.kind == ROLE else "",
        }


def people_reached_by(actor: Membership) -> QuerySet[Membership]:
    """Who can see sources and lessons at all; oneself is left out."""
    rows = people_seen_by(actor).filter(ended_at=None, role__in=LEARNERS).exclude(pk=actor.pk)
    return rows if actor.role in ADMINS else rows.filter(_near(actor))


def _near(actor: Membership) -> Q:
    mates = ClassMember.objects.filter(
        membership=OuterRef("pk"), left_at=None, school_class__in=classes_reached_by(actor)
    )
    staff = Q(role__in=STAFF) if actor.role in STAFF else Q(pk__in=[])
    return Q(Exists(mates)) | staff


def classes_reached_by(actor: Membership) -> QuerySet[Class]:
    if actor.role in STAFF:
        return classes_seen_by(actor).filter(archived_at=None)
    own = ClassMember.objects.filter(school_class=OuterRef("pk"), membership=actor, left_at=None)
    return Class.objects.filter(Exists(own), archived_at=None)


def schools_reached_by(actor: Membership) -> QuerySet[School]:
    """Of a teacher those that their membership or a class of theirs names; of a student none."""
    if actor.role in ADMINS:
        return schools_seen_by(actor).filter(archived_at=None)
    if actor.role not in STAFF:
        return School.objects.none()
    taught = classes_reached_by(actor).exclude(school=None).values("school")
    return School.objects.filter(Q(pk__in=actor.school_ids) | Q(pk__in=taught), archived_at=None)


def roles_reached_by(actor: Membership) -> list[tuple[str, str]]:
    """(role, words) of each."""
    if actor.role not in STAFF:
        return []
    words = _("Everybody who is %(role)s here")
    return [(role, words % {"role": role_word(actor.organization, role)}) for role in ROLES]


def require_reach(actor: Membership, to: Recipient) -> None:
    """Raises NotFound."""
    if not _reaches(actor, to):
        raise NotFound(_("There is nobody like that here, or they are not yours to share with."))


def _reaches(actor: Membership, to: Recipient) -> bool:
    if to.kind == ROLE:
        return to.key in dict(roles_reached_by(actor))
    rows = {PERSON: people_reached_by, CLASS: classes_reached_by, SCHOOL: schools_reached_by}
    return rows[to.kind](actor).filter(pk=to.key).exists()


def find_person(actor: Membership, text: str) -> Membership | None:
    """By the email or the login name that they sign in with."""
    named = Q(user__email__iexact=text) | Q(login_name__iexact=text)
    return people_reached_by(actor).filter(named).order_by("pk").first()


def name_of(grant: Grant, organization) -> str:
    """To whom it is, in words."""
    if grant.membership_id:
        return str(grant.membership.user)
    if grant.school_class_id or grant.school_id:
        return str(grant.school_class or grant.school)
    return _("Everybody who is %(role)s here") % {"role": role_word(organization, grant.role)}

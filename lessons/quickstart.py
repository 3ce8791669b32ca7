"""What `manage.py quickstart` makes: a school, its people, a real book, and a lesson from it."""

from dataclasses import dataclass
from pathlib import Path

from accounts.models import User
from accounts.services import add_person
from lessons.models import LessonRequest
from lessons.services.lessons import Part, request_lesson
from library import catalogue, uploads
from library.models import Source, StructureNode
from organizations.models import Class, ClassMember, Membership, Organization, Role
from organizations.scoping import scope
from organizations.services.class_members import add_to_class
from organizations.services.classes import create_class
from organizations.services.join_codes import rotate_code
from organizations.services.organizations import create_organization
from organizations.services.people import add_member
from organizations.settings_schema import Feature

PASSWORD = "read-hear-watch"  # the site of a quickstart answers this machine only
SCHOOL = "Riverside High"
SAMPLES = Path(__file__).resolve().parents[1] / "library" / "sample"
BOOK, BOOK_TITLE = SAMPLES / "astronomy-sample.pdf", "Astronomy, PDF edition"
ARCHIVE, ARCHIVE_TITLE = SAMPLES / "astronomy-sample.tar.gz", "Astronomy, OpenStax source"
SLUG = "astronomy-sample"


@dataclass(frozen=True, slots=True)
class SignIn:
    who: str
    email: str


SIGN_INS = (
    SignIn("teacher", "teacher@lectern.example"),
    SignIn("student", "student@lectern.example"),
    SignIn("org admin", "admin@lectern.example"),
    SignIn("platform admin", "platform@lectern.example"),
)
ROLES = {"teacher": Role.TEACHER, "student": Role.STUDENT, "org admin": Role.OWNER}
CLASS = "Astronomy 10a"
NAMES = {
    "teacher": "Maya Lindqvist",
    "student": "Sam Okafor",
    "org admin": "Ruth Adler",
    "platform admin": "Platform Admin",
}


def ensure_school() -> Membership:
    """The sample school with its people; the teacher's membership. Safe to call again."""
    organization = Organization.objects.filter(slug="riverside-high").first()
    organization = organization or _open_school()
    for sign_in in SIGN_INS:
        user = User.objects.filter(email=sign_in.email).first() or _add(sign_in)
        if sign_in.who in ROLES and not user.memberships.filter(organization=organization).exists():
            add_member(organization=organization, user=user, role=ROLES[sign_in.who])
    teacher = Membership.objects.select_related("user", "organization").get(
        organization=organization, user__email=SIGN_INS[0].email
    )
    with scope(organization.pk):
        if not Class.objects.exists():
            _add_class(teacher)
    return teacher


def _add_class(teacher: Membership) -> None:
    """With the teacher, the student and a join code; once, whatever becomes of it then."""
    made = create_class(by=teacher, name=CLASS, subject="Astronomy", grade_level="10")
    students = Membership.objects.select_related("user").filter(
        organization=teacher.organization, role=Role.STUDENT, ended_at=None
    )
    add_to_class(school_class=made, people=students, part=ClassMember.Part.STUDENT)
    rotate_code(school_class=made, by=teacher)


def _open_school() -> Organization:
    """With everything switched on, so that it can be seen."""
    organization = create_organization(name=SCHOOL)
    organization.settings["features"] = sorted(Feature)
    organization.save(update_fields=["settings"])
    return organization


def _add(sign_in: SignIn) -> User:
    platform = sign_in.who == "platform admin"
    return add_person(
        email=sign_in.email,
        password=PASSWORD,
        name=NAMES[sign_in.who],
        is_staff=platform,
        is_superuser=platform,
    )


def add_book(teacher: Membership) -> Source:
    """By the upload's own door: a book that is there already costs no work."""
    with scope(teacher.organization_id):
        return uploads.add_file(
            path=BOOK,
            user=teacher.user,
            organization=teacher.organization,
            title=BOOK_TITLE,
        ).source


def add_title() -> Source:
    """The first title of the catalogue, by the same door."""
    return catalogue.add_title(path=ARCHIVE, slug=SLUG, title=ARCHIVE_TITLE).source


def subscribe_school(teacher: Membership) -> None:
    """To the title, once it is read."""
    catalogue.subscribe(teacher.organization, SLUG, teacher.user)


def ensure_lesson(teacher: Membership, source: Source) -> LessonRequest:
    """A lesson on one chapter of the book, in all modalities; the first one made of it."""
    with scope(teacher.organization_id):
        made = LessonRequest.objects.filter(source_id=source.pk).order_by("created_at").first()
        return made or request_lesson(
            user=teacher.user,
            source=source,
            part=Part(node=_good_part(source)),
            modalities=["text", "audio", "video"],
            language="",
        )


def _good_part(source: Source) -> StructureNode | None:
    """A chapter of middling length: long enough for a lesson, and no front matter."""
    chapters = StructureNode.objects.filter(source=source, kind=StructureNode.Kind.CHAPTER)
    numbered = list(chapters.exclude(number="").order_by("position")) or list(chapters)
    by_length = sorted(numbered, key=lambda node: node.end_page - node.start_page)
    return by_length[len(by_length) // 2] if by_length else None

"""People of a world: who is in it, who is to come, who signs in."""

from django.urls import reverse
from django.utils import timezone

from accounts.consent.links import asking_url, keeping_url
from accounts.models import GuardianConsent, User
from accounts.services import add_person
from lessons.tests.factories import (
    add_lesson,
)
from organizations.exporting.job import request_export
from organizations.forms.safety import SafetyForm
from organizations.forms.settings import SettingsForm
from organizations.identity.setup import Connection, save_provider
from organizations.keys.service import create_key
from organizations.models import (
    Class,
    IdentityProvider,
    Invitation,
    JoinRequest,
    Membership,
    Organization,
    ProviderDomain,
    Relationship,
    RosterChange,
    RosterImport,
    School,
    WebhookDelivery,
)
from organizations.rosters.tests.factories import add_roster
from organizations.scoping import scope
from organizations.services.closing import close_organization
from organizations.services.families import add_children
from organizations.services.invitations import invite
from organizations.services.join_codes import rotate_code
from organizations.services.leaving import deactivate
from organizations.services.organizations import create_organization
from organizations.services.people import add_member
from organizations.services.relationships import relate
from organizations.services.settings import version_of
from organizations.services.students import add_students
from organizations.services.tokens import new_token
from organizations.tests.factories import add_class, add_school, membership
from organizations.webhooks.service import create_webhook
from project import storage
from tests.isolation.making.base import ASKED, World


def people_rows(world: World) -> dict:
    """The school North with a class that the teacher teaches, and what hangs on them."""
    here, word, at = world.organization, world.word, world.people
    north, old = add_school(here, f"North {word}"), add_school(here, f"Old {word}")
    School.objects.filter(pk=old.pk).update(archived_at=here.created_at)
    west = add_school(here, f"West {word}")
    membership(here, at["school_admin"]).schools.add(north, west, old)
    admin, teacher = membership(here, at["admin"]), membership(here, at["teacher"])
    teacher.schools.add(north)
    student = membership(here, at["student"])
    colleague = add_person(email=f"colleague-{word}@hill.example", password=None, name="Col")
    add_member(organization=here, user=colleague, role="teacher").schools.add(north)
    student.schools.add(north)
    school_class = add_class(teacher, student, name=f"Physics {word}", school=north)
    archived = add_class(teacher, name=f"Archived {word}", school=north)
    Class.objects.filter(pk=archived.pk).update(archived_at=here.created_at)
    [eve] = add_students(school_class=school_class, names=["Eve Park"])
    add_students(school_class=school_class, names=["Gone Park"])
    child = Membership.objects.get(organization=here, login_name="eve.park")
    gone = Membership.objects.get(organization=here, login_name="gone.park")
    deactivate(person=gone, by=admin)
    guardian = membership(here, at["guardian"])
    relate(kind="guardian", adult=guardian, child=child, made=Relationship.Made.BY_HAND)
    hand = relate(kind="teacher", adult=admin, child=child, made=Relationship.Made.BY_HAND)
    return {
        "school": north.pk,
        "school_empty": west.pk,
        "school_archived": old.pk,
        "class": school_class.pk,
        "class_archived": archived.pk,
        "code": rotate_code(school_class=school_class, by=admin).code,
        "eves_password": eve.password,
        "person": child.pk,
        "person_gone": gone.pk,
        "teacher": teacher.pk,
        "student": student.pk,
        "member_pk": child.pk,
        "relationship_pk": hand.pk,
        "impersonation": at["student"].pk,
        "admins_email": at["admin"].email,
        "owners_email": at["owner"].email,
        "colleagues_email": colleague.email,
    } | coming_rows(world, school_class)


def coming_rows(world: World, school_class: Class) -> dict:
    """Who is not in yet: an invitation to the class, and somebody who waits for it."""
    token, token_sha256 = new_token()
    invitation = invite(
        organization=world.organization,
        email=f"soon-{world.word}@hill.example",
        role="student",
        school_class=school_class,
        invited_by=world.people["teacher"],
    )
    Invitation.objects.filter(pk=invitation.pk).update(token_sha256=token_sha256)
    asks = add_person(email=f"asks-{world.word}@hill.example", password=None, name=world.word)
    waiting = JoinRequest.objects.create(
        organization=world.organization, user=asks, school_class=school_class
    )
    return {"invitation": invitation.pk, "token": token, "join_request_class": waiting.pk}


def sign_up_rows(world: World) -> dict:
    """A child who waits, another whose guardian has agreed, the owner's family, a shown lesson."""
    book, teacher, word = world.rows["book"], world.people["teacher"], world.word
    lesson = add_lesson(book, teacher, title=f"Shown {word}", public_since=timezone.now())
    figure = {"key": f"{lesson.storage_prefix}figures/1.png", "caption": "Shown"}
    storage.save_bytes(figure["key"], b"shown")
    lesson.segments.filter(position=1).update(figure=figure)
    waits = GuardianConsent.objects.create(child=_child(word, "waits", True), **ASKED)
    given = GuardianConsent.objects.create(
        child=_child(word, "given", False), **ASKED | {"state": "given", "given_at": timezone.now()}
    )
    family = create_organization(name="Family", type=Organization.Type.FAMILY)
    parent = add_member(organization=family, user=world.people["owner"], role="owner")
    with scope(family.pk):
        add_children(parent=parent, names=["Tim Park"])
    return {
        "shown_lesson": lesson.pk,
        "sign_up_kind": "teacher",
        "sign_up:consent": asking_url(waits).rsplit("/", 2)[1],
        "sign_up:withdraw": keeping_url(given).rsplit("/", 3)[1],
        "family_slug": family.slug,
        "family": family.memberships.get(role="student").pk,
    }


def _child(word: str, name: str, awaits_consent: bool) -> User:
    return add_person(
        email=f"{name}-{word}@x.example", password=None, name=word, awaits_consent=awaits_consent
    )


def roster_rows(world: World) -> dict:
    preview = add_roster(world, f"name,email\n{world.word},ada@x.example\n,nobody@\n".encode())
    make = RosterImport.objects.create
    facts = {"organization": world.organization, "filename": f"{world.word}.csv"} | {
        "task": "apply",
        "size_bytes": 1,
        "format": "csv",
    }
    done = make(state="done", **facts)
    failed = make(state="failed", **facts)
    RosterChange.objects.create(
        organization=world.organization,
        roster=done,
        position=0,
        kind="schools",
        action="create",
        state="applied",
        after={"name": world.word},
    )
    csv = f"name,email\nBo {world.word},bo@x.example\n"
    return {"roster": preview.pk, "roster_done": done.pk, "roster_failed": failed.pk, "csv": csv}


def sign_in_rows(world: World) -> dict:
    """A provider, keys, a request by an address of the domain, an export, a closed branch."""
    here, admin = world.organization, world.people["admin"]
    provider = IdentityProvider(organization=here, name=f"ID {world.word}", is_on=True)
    connection = Connection(server_url="http://127.0.0.1:9", client_id="c", secret="s")
    save_provider(provider, connection)
    ProviderDomain.objects.create(organization=here, provider=provider, domain=here.domain)
    asked = JoinRequest.objects.create(
        organization=here,
        user=add_person(email=f"eva-{world.word}@x.example", password=None, name=world.word),
        role="student",
        via="x.example",
    )
    key, _text = create_key(
        organization=here, name=f"Key {world.word}", scopes=[], expires_at=None, by=admin
    )
    hook, _secret = create_webhook(
        organization=here, url=f"https://{world.word}.example/hook", events=["source.ready"]
    )
    delivery = WebhookDelivery.objects.create(
        organization=here, webhook=hook, event="source.ready", payload={}, state="failed"
    )
    export = request_export(membership=membership(here, admin))
    export.state = "ready"
    export.save()
    storage.save_bytes(export.file_key, world.word.encode())
    return {
        "provider": provider.pk,
        "provider_id": provider.app.provider_id,
        "join_request": asked.pk,
        "key": key.pk,
        "webhook": hook.pk,
        "delivery_pk": delivery.pk,
        "export_pk": export.pk,
        "closed_pk": _closed(world).pk,
    }


def _closed(world: World) -> Organization:
    branch = create_organization(name=f"Branch {world.word}")
    owner = add_member(organization=branch, user=world.people["owner"], role="owner")
    with scope(branch.pk):
        close_organization(membership=owner, typed_name=branch.name)
    return branch


def form_rows(world: World) -> dict:
    here = world.organization
    here.refresh_from_db()
    seen = version_of(here)
    return {
        "seen": seen,
        "sign_in_form": {"seen": seen, "by_domain": "ask", "role": "student"},
        "safety_form": SafetyForm.initial_of(here) | {"seen": seen, "help": "Room 12"},
        "settings_form": SettingsForm.initial_of(here) | {"seen": seen, "name": f"{here} II"},
        "organization_name": here.name,
        "domain": here.domain,
        "home": reverse("home", args=[here.slug]),
    }

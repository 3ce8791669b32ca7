"""An organization is closed, restored, and purged: nothing of it is found anywhere after that."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pymupdf
import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.cache import cache, caches
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from accounts.models import User
from billing.models import ProviderCall
from lessons.models import CachedSegment, Lesson, SafetyAlert, SafetyStep
from lessons.tests.factories import add_lesson, add_message
from library import uploads
from library.ingestion.tests import pdfs
from library.tests.factories import add_book
from organizations import audit, jobs, purging
from organizations.access import access_organization
from organizations.identity.setup import Connection, save_provider
from organizations.models import (
    Class,
    ClassMember,
    Grant,
    IdentityProvider,
    Invitation,
    Membership,
    Organization,
    PurgeReceipt,
    School,
)
from organizations.scoping import scope, unscoped
from organizations.services.closing import close_organization, restore_organization
from organizations.services.people import add_member
from project import caching, storage
from project.errors import Conflict, Forbidden, Invalid, NotFound

SENTINEL = "quokkabaseline"
WORDS = (
    ["how granules rise and sink", "in the photosphere of the Sun."],
    ["why spots are dark", "and how the cycle of eleven years was found."],
    ["what a flare throws out", "and when its particles reach the Earth."],
)


@pytest.fixture
def owner(school) -> Membership:
    return add_member(organization=school.organization, user=school.alice, role="owner")


def fill(school, tmp_path) -> None:
    """The sentinel wherever people of an organization can put a word."""
    organization, bob = school.organization, school.bob
    organization.name = f"School of {SENTINEL}"
    organization.save()
    User.objects.filter(pk=school.dana.pk).update(name=f"Dana {SENTINEL}")
    path = _pdf(tmp_path)
    uploads.add_file(path=path, user=bob, organization=organization)
    path.unlink()
    while jobs.work("ingestion"):
        pass
    book = add_book(organization, bob, title=SENTINEL, owner_id=bob.pk)
    lesson = add_lesson(book, bob, title=SENTINEL)
    _render(lesson)
    message = add_message(book, bob, question=f"What is {SENTINEL}?")
    _people(school)
    _alert(school, message)
    ProviderCall.objects.create(
        organization=organization,
        person=bob,
        kind="chat",
        provider="fast",
        model=SENTINEL,
        outcome="done",
    )
    cache.set("answer", SENTINEL)
    caches[caching.ALIAS].set("answer", SENTINEL)


def _pdf(folder: Path) -> Path:
    document = pymupdf.open()
    for words in WORDS:
        pdfs.put_lines(document.new_page(), 72, 100, [*words, f"{words[0]}, by {SENTINEL}."])
    return pdfs.save(document, folder / f"{SENTINEL}.pdf")


def _render(lesson: Lesson) -> None:
    """A segment and files that are kept by what is in them, as rendering leaves them."""
    lesson.content_key = "c" * 64
    lesson.save()
    lesson.segments.filter(position=1).update(cache_key="a" * 64, heading=SENTINEL)
    CachedSegment.objects.create(key="a" * 64)
    storage.save_bytes(f"segments/{'a' * 64}/metadata.json", SENTINEL.encode())
    storage.save_bytes(f"lessons/{'c' * 64}/lesson.mp4", SENTINEL.encode())


def _alert(school, message) -> None:
    common = {"organization": school.organization}
    alert = SafetyAlert.objects.create(
        student=Membership.objects.get(user=school.dana), message=message, risk="abuse",
        question=SENTINEL, found_by="rules", **common,
    )  # fmt: skip
    SafetyStep.objects.create(alert=alert, kind="noted", note=SENTINEL, **common)


def _people(school) -> None:
    organization = school.organization
    building = School.objects.create(organization=organization, name=SENTINEL)
    group = Class.objects.create(organization=organization, name=SENTINEL, school=building)
    student = Membership.objects.get(user=school.dana)
    student.schools.add(building)
    ClassMember.objects.create(
        organization=organization, school_class=group, membership=student, part="student"
    )
    Grant.objects.create(
        organization=organization, subject="source", subject_id=uuid4(), level=1, membership=student
    )
    Invitation.objects.create(
        organization=organization,
        email=f"{SENTINEL}@riverside.example",
        role="teacher",
        token_sha256="0" * 64,
        expires_at=timezone.now(),
    )
    audit.record("people.invited", organization=organization, detail={"note": SENTINEL})


def found() -> set[str]:
    """Tables and files that hold the sentinel."""
    return {*_tables(), *_files()}


def _tables():
    for alias in ("default", "content"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" AS r WHERE r::text ILIKE %s', [f"%{SENTINEL}%"]
                )
                if cursor.fetchone()[0]:
                    yield table


def _files():
    for path in Path(settings.DATA_DIR).rglob("*"):
        if path.is_file() and (SENTINEL in path.name or SENTINEL.encode() in path.read_bytes()):
            yield "files"


def purge_after_the_grace_period() -> None:
    later = timezone.now() + timedelta(days=settings.ORGANIZATION_GRACE_DAYS, minutes=1)
    with time_machine.travel(later, tick=True):
        purging.purge_closed()
        while jobs.work("default"):
            pass


def test_nothing_is_found_after_the_purge(in_school, owner, tmp_path, charlie):
    fill(in_school, tmp_path)
    before = found()
    assert {"library_source", "library_contentatom", "lessons_lesson", "accounts_user"} <= before
    assert {"organizations_class", "organizations_auditentry", "files"} <= before
    assert "billing_providercall" in before
    close_organization(membership=owner, typed_name=f"School of {SENTINEL}")
    purge_after_the_grace_period()
    assert found() == set()
    assert [each.get("answer") for each in caches.all()] == [None, None]
    receipt = PurgeReceipt.objects.get()
    assert receipt.left == {}
    assert receipt.finished_at
    assert receipt.counts["library_source"] == 2
    assert receipt.counts["accounts"] == 3
    assert receipt.counts["files"] > 2
    assert User.objects.get() == charlie  # and his school stays
    assert Organization.objects.count() == 1


def test_what_django_allauth_keeps_of_its_provider_goes_too(in_school, owner, charlie):
    add_member(
        organization=charlie.memberships.get().organization, user=in_school.bob, role="teacher"
    )
    provider = IdentityProvider(organization=in_school.organization, name="Valley login")
    save_provider(provider, Connection(client_id="us", secret=SENTINEL))
    SocialAccount.objects.create(user=in_school.bob, provider=provider.app.provider_id, uid="b")
    google = SocialAccount.objects.create(user=in_school.bob, provider="google", uid="b")
    close_organization(membership=owner, typed_name=in_school.organization.name)
    purge_after_the_grace_period()
    assert found() == set()
    assert SocialAccount.objects.get() == google
    assert PurgeReceipt.objects.get().left == {}


def test_who_is_in_another_school_keeps_the_account(in_school, owner, charlie):
    other = charlie.memberships.get().organization
    add_member(organization=other, user=in_school.bob, role="teacher")
    close_organization(membership=owner, typed_name=in_school.organization.name)
    purge_after_the_grace_period()
    assert set(User.objects.all()) == {charlie, in_school.bob}


def test_what_another_school_uses_too_stays(in_school, owner, charlie):
    theirs = charlie.memberships.get().organization
    lessons = []
    for organization, by in ((in_school.organization, in_school.bob), (theirs, charlie)):
        with scope(organization.pk):
            lessons.append(add_lesson(add_book(organization, by), by))
            _render_once(lessons[-1])
    close_organization(membership=owner, typed_name=in_school.organization.name)
    purge_after_the_grace_period()
    assert storage.exists(f"segments/{'a' * 64}/metadata.json")
    assert storage.exists(f"lessons/{'c' * 64}/lesson.mp4")
    assert CachedSegment.objects.filter(pk="a" * 64).exists()


def _render_once(lesson: Lesson) -> None:
    CachedSegment.objects.filter(pk="a" * 64).delete()
    _render(lesson)


def test_a_purge_that_is_cut_off_goes_on_and_counts_all(in_school, owner, tmp_path):
    fill(in_school, tmp_path)
    organization = close_organization(membership=owner, typed_name=f"School of {SENTINEL}")
    rounds = 0
    while not purging.purge(organization, is_over=lambda: True):
        rounds += 1
    assert rounds > 5
    assert found() == set()
    assert PurgeReceipt.objects.get().counts["library_source"] == 2


def test_a_closed_school_lets_nobody_in_and_can_be_restored(in_school, owner, sign_in):
    close_organization(membership=owner, typed_name=in_school.organization.name)
    assert sign_in(in_school.alice).get(in_school.url("")).status_code == 404
    with pytest.raises(NotFound):
        access_organization(in_school.bob, in_school.organization.slug)
    purging.purge_closed()  # the grace period is not over
    assert not jobs.work("default")
    restore_organization(organization=in_school.organization)
    assert sign_in(in_school.alice).get(in_school.url("")).status_code == 200


def test_meanwhile_nobody_of_a_closed_school_is_given_another_place(in_school, owner, sign_in):
    close_organization(membership=owner, typed_name=in_school.organization.name)
    for user, may_open in ((owner.user, True), (in_school.dana, False)):
        page = sign_in(user).get("/").content.decode()
        assert "Riverside High is closed" in page
        assert ("/restore/" in page) == may_open
    assert not Organization.objects.filter(type="personal").exists()
    begun = sign_in(in_school.bob).post("/own-place/")
    own = in_school.bob.memberships.get(organization__type="personal").organization
    assert begun.url == f"/o/{own.slug}/"
    restore_organization(organization=in_school.organization)
    for user in (owner.user, in_school.bob, in_school.dana):
        assert sign_in(user).get("/").url == in_school.url("")
    assert sign_in(in_school.bob).post("/own-place/").url == in_school.url("")
    assert Organization.objects.filter(type="personal").count() == 1


def test_it_cannot_be_restored_when_its_time_is_over(in_school, owner):
    close_organization(membership=owner, typed_name=in_school.organization.name)
    later = timezone.now() + timedelta(days=settings.ORGANIZATION_GRACE_DAYS, minutes=1)
    with time_machine.travel(later), pytest.raises(Conflict, match="over"):
        restore_organization(organization=in_school.organization)


def test_what_was_opened_after_its_purge_was_queued_stays(in_school, owner):
    organization = close_organization(membership=owner, typed_name=in_school.organization.name)
    later = timezone.now() + timedelta(days=settings.ORGANIZATION_GRACE_DAYS, minutes=1)
    with time_machine.travel(later, tick=True):
        purging.purge_closed()
        Organization.objects.filter(pk=organization.pk).update(deleted_at=None)
        assert jobs.work("default")
    assert Membership.objects.filter(organization=organization).count() == 3


def test_only_an_owner_who_types_the_name_closes_it(in_school, owner):
    admin = add_member(organization=in_school.organization, user=in_school.bob, role="admin")
    with pytest.raises(Forbidden):
        close_organization(membership=admin, typed_name=in_school.organization.name)
    with pytest.raises(Invalid, match="Riverside High"):
        close_organization(membership=owner, typed_name="riverside")
    in_school.organization.refresh_from_db()
    assert in_school.organization.deleted_at is None


def test_the_command_purges_what_is_closed_and_nothing_else(in_school, owner, capsys):
    slug = in_school.organization.slug
    with pytest.raises(CommandError, match="is open"):
        call_command("purge_organization", slug, "--yes")
    close_organization(membership=owner, typed_name=in_school.organization.name)
    with pytest.raises(CommandError, match="--yes"):
        call_command("purge_organization", slug)
    call_command("purge_organization", slug, "--yes", "--json")
    assert '"left": {}' in capsys.readouterr().out
    with pytest.raises(CommandError, match="no organization"):
        call_command("purge_organization", slug, "--yes")


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield

"""Exactly what one import did is taken back; what anybody has changed since is kept."""

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from organizations.models import (
    Class,
    ClassMember,
    Invitation,
    Membership,
    Relationship,
    RosterChange,
    RosterGuardian,
    RosterImport,
    School,
)
from organizations.rosters.tests import files
from organizations.rosters.tests.files import small, user

TABLES = (User, School, Class, ClassMember, Relationship, RosterGuardian, Invitation)


def everything() -> dict[str, list]:
    """All that a roster can touch, with its ids and dates."""
    through = Membership.schools.through.objects.order_by("membership", "school")
    found = {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}
    return found | {
        "Membership": list(Membership.objects.order_by("pk").values()),
        "schools": list(through.values_list("membership", "school")),
    }


def test_it_works(doors):
    before = everything()
    row = doors.undo(doors.imported(small()))
    assert row.state == RosterImport.State.UNDONE
    assert everything() == before


def test_of_two_imports_the_second_is_undone_and_the_first_stays(doors):
    roster = small()
    roster["classes"].append(files.CLASS | {"sourcedId": "k2", "title": "Biology 7b"})
    doors.imported(roster)
    before = everything()
    del roster["users"][2], roster["enrollments"][2], roster["classes"][1]
    roster["users"][0] |= {"givenName": "Theresa", "orgSourcedIds": "d1"}
    roster["users"][1] |= {"agentSourcedIds": "u6"}
    roster["users"] += [
        user("u5", "student", "New", "Kid", "kid@north.example"),
        user("u6", "guardian", "Gus", "Pupil", "gus@home.example"),
    ]
    roster["orgs"][1] = files.SCHOOL | {"name": "North Academy"}
    roster["enrollments"][1] |= {"endDate": "2020-01-01"}
    row = doors.imported(roster, "remove_people", "even_most", "end_places")
    assert everything() != before
    row = doors.undo(row)
    assert not RosterChange.objects.filter(roster=row, state="kept").exists()
    assert everything() == before


def test_what_was_changed_since_is_kept_and_listed(doors):
    row = doors.imported(small())
    tessa, sam, noor = (doors.member(external_id=key) for key in ("u1", "u2", "u3"))
    User.objects.filter(pk=tessa.user_id).update(last_login=timezone.now())
    User.objects.filter(pk=sam.user_id).update(name="Samuel")
    Class.objects.update(name="Biology, the best")
    row = doors.undo(row)
    assert row.state == RosterImport.State.UNDONE
    assert User.objects.filter(pk__in=[tessa.user_id, sam.user_id]).count() == 2
    assert not User.objects.filter(pk=noor.user_id).exists()
    assert doors.member(pk=tessa.pk)  # she has signed in: it is her account by now
    assert doors.member(pk=sam.pk)
    assert Class.objects.get().name == "Biology, the best"
    page = doors.page(row, "kept")
    for kept in ("Biology 7a", "Sam Pupil", "Tessa Teach"):
        assert kept in page
    assert "Noor Small" not in page


def test_who_has_come_into_other_classes_is_kept(doors):
    row = doors.imported(small())
    sam = doors.member(external_id="u2")
    chess = Class.objects.create(organization=doors.school.organization, name="Chess")
    ClassMember.objects.create(
        organization=doors.school.organization, school_class=chess, membership=sam, part="student"
    )
    doors.undo(row)
    assert doors.member(pk=sam.pk)
    assert ClassMember.objects.get().school_class == chess


SENT = {"sent_at": timezone.now(), "is_held": False}
OVER = {"revoked_at": timezone.now()}


@pytest.mark.parametrize("since", [SENT, OVER, SENT | OVER], ids=["sent", "revoked", "both"])
def test_an_invitation_that_nobody_answered_goes_with_the_child(doors, since):
    before = everything()
    row = doors.imported(small())
    assert Invitation.objects.update(**since) == 1
    doors.undo(row)
    assert everything() == before


def test_a_sent_invitation_is_kept_with_a_child_that_is_kept(doors):
    row = doors.imported(small())
    Invitation.objects.update(**SENT)
    User.objects.filter(memberships__external_id="u2").update(last_login=timezone.now())
    doors.undo(row)
    assert Invitation.objects.get().child == doors.member(external_id="u2")


def test_a_child_whose_guardian_was_invited_by_hand_is_kept(doors):
    row = doors.imported(small())
    sam = doors.member(external_id="u2")
    hand = {"role": "guardian", "child": sam, "expires_at": timezone.now(), "token_sha256": "1"}
    Invitation.objects.create(
        organization=doors.school.organization, email="other@home.example", **hand
    )
    doors.undo(row)
    assert Invitation.objects.get().child == doors.member(pk=sam.pk)


@pytest.mark.parametrize("last_first", [True, False])
def test_a_guardian_of_two_imports_stays_until_both_are_undone(doors, last_first):
    before = everything()
    first, roster = doors.imported(small()), small()
    roster["users"].append(
        user("u5", "student", "Sue", "Pupil", "sue@north.example", agentSourcedIds="u4")
    )
    second = doors.imported(roster)
    rows = [second, first] if last_first else [first, second]
    doors.undo(rows[0])
    left = doors.member(external_id="u2" if last_first else "u5")
    assert Invitation.objects.get().child == left
    assert RosterGuardian.objects.get().child == left
    doors.undo(rows[1])
    after = everything()
    for table in ("Membership", "User", "Invitation", "RosterGuardian"):
        assert after[table] == before[table]


def test_an_account_of_another_organization_stays(doors, charlie):
    roster = small()
    roster["users"].append(user("u5", "student", "Other", "Name", charlie.email))
    doors.undo(doors.imported(roster))
    assert User.objects.filter(pk=charlie.pk).exists()
    assert not Membership.objects.filter(external_id="u5").exists()


def test_undone_it_is_not_undone_again(doors):
    row = doors.undo(doors.imported(small()))
    doors.post(row, "undo", status=409)
    assert doors.client.get(doors.school.url(f"rosters/{row.pk}/undo/")).status_code == 409


def test_it_can_be_imported_again_afterwards(doors):
    doors.undo(doors.imported(small()))
    assert doors.imported(small()).state == RosterImport.State.DONE


SAMPLES = ("oneroster-sample.zip", "people-sample.csv")


@pytest.mark.parametrize("order", [SAMPLES, SAMPLES[::-1]], ids=["as applied", "backwards"])
def test_of_both_samples_applied_twice_and_undone_nobody_stays(doors, order):
    before = everything()
    rows = {name: doors.imported(_sample(name), name=name) for name in SAMPLES}
    for name in SAMPLES:
        doors.imported(_sample(name), name=name)
    for name in order:
        doors.undo(rows[name])
    assert everything() == before


def _sample(name: str) -> bytes:
    return (settings.BASE_DIR / "docs/rosters" / name).read_bytes()

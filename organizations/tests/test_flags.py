"""For whom a feature is on."""

import pytest

from accounts.models import User
from organizations.flags import has_feature, is_on
from organizations.models import FeatureFlag, Membership, Organization, Role
from organizations.services.people import add_member
from organizations.settings_schema import Feature


@pytest.fixture
def bob(school):
    return Membership.objects.select_related("organization").get(user=school.bob)


def flag(**conditions) -> FeatureFlag:
    return flag_of("clips", **conditions)


def flag_of(name: str, **conditions) -> FeatureFlag:
    made = FeatureFlag.objects.create(name=name, **conditions)
    made.flush()  # what is cached goes, as on commit
    return made


def test_a_flag_with_no_condition_is_off(bob):
    flag()
    assert not is_on("clips", bob)
    assert not is_on("of another name", bob)


def test_everyone_overrides_the_rest(bob):
    flag(everyone=True, roles=[Role.STUDENT])
    assert is_on("clips", bob)


def test_each_condition_narrows(bob, school, django_capture_on_commit_callbacks):
    made = flag(types=[Organization.Type.SCHOOL], roles=[Role.TEACHER])
    assert is_on("clips", bob)
    dana = Membership.objects.select_related("organization").get(user=school.dana)
    assert not is_on("clips", dana)
    made.types = [Organization.Type.ARTS]
    with django_capture_on_commit_callbacks(execute=True):  # what is cached goes
        made.save()
    assert not is_on("clips", bob)


def test_an_organization_is_named(bob, charlie):
    flag().organizations.add(bob.organization)
    assert is_on("clips", bob)
    assert not is_on("clips", charlie.memberships.select_related("organization").get())


def test_a_person_is_named(bob, school):
    flag(types=[Organization.Type.ARTS]).users.add(school.bob)
    assert is_on("clips", bob)


def test_a_share_of_people_is_the_same_at_each_visit(school, django_capture_on_commit_callbacks):
    made = flag(percent=40)
    people = User.objects.bulk_create(
        User(email=f"p{number}@riverside.example") for number in range(300)
    )
    members = [
        add_member(organization=school.organization, user=person, role=Role.STUDENT)
        for person in people
    ]
    first = [is_on("clips", member) for member in members]
    assert 80 < sum(first) < 160
    assert [is_on("clips", member) for member in members] == first
    made.percent = 60  # who had it keeps it
    with django_capture_on_commit_callbacks(execute=True):
        made.save()
    assert all(is_on("clips", member) for member, was in zip(members, first, strict=True) if was)


def test_a_flag_of_a_feature_s_name_holds_it_back_from_whom_it_does_not_let_in(school, bob):
    assert has_feature(bob, Feature.ASK)
    flag_of(Feature.ASK, roles=[Role.STUDENT])
    dana = Membership.objects.select_related("organization").get(user=school.dana)
    assert (has_feature(bob, Feature.ASK), has_feature(dana, Feature.ASK)) == (False, True)


def test_a_flag_does_not_open_what_the_organization_has_switched_off(school, bob):
    flag_of(Feature.ASK, everyone=True)
    bob.organization.settings["features"] = ["video"]
    assert not has_feature(bob, Feature.ASK)

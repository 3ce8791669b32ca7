"""Coming in by a class code, and signing in without email."""

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from organizations.models import (
    Class,
    ClassMember,
    JoinCode,
    JoinRequest,
    Membership,
    Organization,
    Role,
)
from organizations.scoping import scope
from organizations.services.join_codes import LENGTH, LETTERS, rotate_code, shown
from organizations.services.people import add_member
from organizations.services.students import add_students
from organizations.tests.factories import add_class, membership

ANN = {"name": "Ann Lee", "login_name": "Ann.Lee", "password": "a long enough password"}
WRONG = "This does not fit together."


@pytest.fixture(autouse=True)
def fresh_limits(both_databases):
    cache.clear()


@pytest.fixture
def bob(school) -> Membership:
    return membership(school.organization, school.bob)


@pytest.fixture
def physics(in_school, bob) -> Class:
    return add_class(bob)


@pytest.fixture
def code(physics, bob) -> str:
    return rotate_code(school_class=physics, by=bob).code


def type_code(client, code: str):
    return client.post("/join/", {"code": code})


def is_in(school_class: Class, user: User) -> bool:
    rows = ClassMember.objects.filter(school_class=school_class, left_at=None, part="student")
    return rows.filter(membership__user=user).exists()


def is_signed_in(client) -> bool:
    return get_user(client).is_authenticated


def test_it_works(client, in_school, physics, code):
    """A new student without email: a name, a password, and in."""
    assert type_code(client, shown(code).lower()).status_code == 302
    page = client.get("/join/class/").content.decode()
    assert "Physics 2b" in page
    answer = client.post("/join/class/", ANN)
    assert answer.url == in_school.url("")
    ann = Membership.objects.get(login_name="ann.lee")
    assert (ann.user.email, ann.role, ann.user.name) == (None, Role.STUDENT, "Ann Lee")
    assert is_in(physics, ann.user)
    assert "Physics 2b" in client.get(in_school.url("")).content.decode()


def test_a_code_has_no_look_alikes(code):
    assert len(code) == LENGTH
    assert set(code) <= set(LETTERS)
    assert not set(LETTERS) & set("0O1IL2Z5S8B")


def test_signed_in_one_joins_as_student(client, sign_in, charlie, physics, code):
    sign_in(charlie)
    type_code(client, code)
    assert "You are signed in as Charlie" in client.get("/join/class/").content.decode()
    assert not is_in(physics, charlie)
    assert client.post("/join/class/").status_code == 302
    assert is_in(physics, charlie)
    assert charlie.memberships.count() == 2


def test_twice_it_says_so(client, sign_in, charlie, physics, code):
    sign_in(charlie)
    for said in ("You are in Physics 2b now", "You are in Physics 2b already"):
        type_code(client, code)
        page = client.post("/join/class/", follow=True).content.decode()
        assert said in page
    assert ClassMember.objects.filter(school_class=physics, part="student").count() == 1


def test_a_teacher_of_the_school_does_not_become_a_student(
    client, sign_in, in_school, physics, code
):
    other = add_member(organization=in_school.organization, user=in_school.alice, role=Role.TEACHER)
    sign_in(in_school.alice)
    type_code(client, code)
    assert client.post("/join/class/").status_code == 409
    other.refresh_from_db()
    assert other.role == Role.TEACHER
    assert not is_in(physics, in_school.alice)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: JoinCode.objects.update(expires_at=timezone.now()),
        lambda c: JoinCode.objects.update(revoked_at=timezone.now()),
        lambda c: Class.objects.update(archived_at=timezone.now()),
        lambda c: Class.objects.update(settings={"join_code_open": False}),
        lambda c: Organization.objects.update(deleted_at=timezone.now()),
        lambda c: Organization.objects.update(settings={"features": []}),
    ],
    ids=["expired", "revoked", "archived", "closed", "organization closed", "switched off"],
)
def test_a_code_that_lets_nobody_in_is_as_one_that_is_not_there(client, physics, code, spoil):
    unknown = type_code(client, "AAAAAAAA")
    type_code(client, code)
    spoil(code)
    spoilt = type_code(client, code)
    assert unknown.status_code == spoilt.status_code == 422
    sentence = "This code does not work."
    assert sentence in unknown.content.decode()
    assert sentence in spoilt.content.decode()
    assert client.post("/join/class/", ANN).status_code == 404  # typed while it still worked
    assert not Membership.objects.filter(login_name="ann.lee").exists()


def test_its_teacher_is_told_that_a_code_is_over(in_school, sign_in, physics, code):
    JoinCode.objects.update(expires_at=timezone.now())
    page = sign_in(in_school.bob).get(in_school.url(f"classes/{physics.pk}/")).content.decode()
    assert "lets nobody in. Make a new one." in page
    assert "type it at" not in page


def test_rotated_the_old_code_lets_nobody_in(client, in_school, sign_in, physics, code):
    sign_in(in_school.bob)
    url = in_school.url(f"classes/{physics.pk}/code/")
    assert client.post(url, {"days": "7"}).status_code == 302
    new = JoinCode.objects.get(revoked_at=None)
    assert new.code != code
    assert (new.expires_at - timezone.now()).days == 6
    client.logout()
    assert type_code(client, code).status_code == 422
    assert type_code(client, new.code).status_code == 302


def test_many_tries_are_too_many(client, code, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"join_failed": "3/5m/ip"}
    for _try in range(3):
        assert type_code(client, "AAAAAAAA").status_code == 422
    answer = type_code(client, code)
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    cache.clear()
    assert type_code(client, code).status_code == 302


@pytest.mark.parametrize("name", ["x", "a b", "ann@lee", "../ann", "a\0b"])
def test_a_name_that_cannot_be_one(client, physics, code, name):
    type_code(client, code)
    assert client.post("/join/class/", ANN | {"login_name": name}).status_code == 422
    assert not User.objects.filter(name="Ann Lee").exists()


def test_a_name_that_somebody_has_whatever_its_letters(client, physics, code):
    """NFKC and case make them one: wide letters, capitals."""
    add_students(school_class=physics, names=["Ann Lee"])
    type_code(client, code)
    for name in ("ANN.LEE", "ａｎｎ.ｌｅｅ"):
        answer = client.post("/join/class/", ANN | {"login_name": name})
        assert answer.status_code == 422
        assert "is taken here" in answer.content.decode()
    assert client.post("/join/class/", ANN | {"login_name": "ann.lee2"}).status_code == 302


def test_a_weak_password_is_refused(client, physics, code):
    type_code(client, code)
    assert client.post("/join/class/", ANN | {"password": "short"}).status_code == 422
    assert not User.objects.filter(name="Ann Lee").exists()


def test_a_teacher_decides_where_the_class_wants_it(client, in_school, sign_in, physics, code):
    Class.objects.update(settings={"approve_joining": True})
    type_code(client, code)
    assert "Your teacher lets you in" in client.post("/join/class/", ANN).content.decode()
    assert not is_signed_in(client)
    signing = {"code": code, "login_name": "ann.lee", "password": ANN["password"]}
    assert "Your teacher lets you in" in client.post("/join/sign-in/", signing).content.decode()
    assert not is_signed_in(client)
    row = JoinRequest.objects.get()
    sign_in(in_school.bob)
    assert "Ann Lee" in client.get(in_school.url(f"classes/{physics.pk}/")).content.decode()
    url = in_school.url(f"join-requests/{row.pk}/")
    assert client.post(url, {"answer": "approve"}).status_code == 302
    assert client.post(url, {"answer": "approve"}).status_code == 409  # decided already
    client.logout()
    assert client.post("/join/sign-in/", signing).status_code == 302
    assert is_in(physics, get_user(client))


def test_refused_the_name_is_free_again(client, in_school, sign_in, physics, code):
    Class.objects.update(settings={"approve_joining": True})
    type_code(client, code)
    client.post("/join/class/", ANN)
    sign_in(in_school.bob)
    url = in_school.url(f"join-requests/{JoinRequest.objects.get().pk}/")
    assert client.post(url, {"answer": "refuse"}).status_code == 302
    assert not User.objects.filter(name="Ann Lee").exists()
    assert not Membership.objects.filter(login_name="ann.lee").exists()


def test_who_was_deactivated_does_not_come_back_by_a_code(
    client, in_school, sign_in, physics, code
):
    Membership.objects.filter(user=in_school.dana).update(ended_at=timezone.now())
    sign_in(in_school.dana)
    type_code(client, code)
    assert client.post("/join/class/").status_code == 409
    assert not is_in(physics, in_school.dana)


# Signing in without email.


@pytest.fixture
def ann(physics):
    """Her card."""
    return add_students(school_class=physics, names=["Ann Lee"])[0]


def test_code_name_and_password_let_a_student_in(client, code, ann):
    sent = {"code": code, "login_name": " ANN.lee ", "password": ann.password}
    assert client.post("/join/sign-in/", sent).status_code == 302
    assert get_user(client).name == "Ann Lee"


def test_one_sentence_for_whatever_is_wrong(client, code, ann, in_school):
    right = {"code": code, "login_name": "ann.lee", "password": ann.password}
    wrong = [{"code": "AAAAAAAA"}, {"login_name": "nobody"}, {"password": "wrong"}]
    pages = [client.post("/join/sign-in/", right | one) for one in wrong]
    assert [page.status_code for page in pages] == [422] * 3
    assert all(WRONG in page.content.decode() for page in pages)
    assert not is_signed_in(client)
    assert client.post("/join/sign-in/", right).status_code == 302


def test_people_with_an_email_sign_in_by_that(client, code, in_school):
    Membership.objects.filter(user=in_school.dana).update(login_name="dana")
    sent = {"code": code, "login_name": "dana", "password": "a long enough password"}
    assert client.post("/join/sign-in/", sent).status_code == 422


def test_the_old_code_still_signs_in_and_another_school_s_does_not(
    client, code, ann, physics, bob, charlie
):
    rotate_code(school_class=physics, by=bob)
    other = membership(charlie.memberships.get().organization, charlie)
    theirs = add_class(other)
    with scope(other.organization_id):
        foreign = rotate_code(school_class=theirs, by=other).code
    sent = {"code": foreign, "login_name": "ann.lee", "password": ann.password}
    assert client.post("/join/sign-in/", sent).status_code == 422
    sent["code"] = code
    assert client.post("/join/sign-in/", sent).status_code == 302


def test_deactivated_they_cannot(client, code, ann):
    Membership.objects.filter(login_name="ann.lee").update(ended_at=timezone.now())
    sent = {"code": code, "login_name": "ann.lee", "password": ann.password}
    assert WRONG in client.post("/join/sign-in/", sent).content.decode()


def test_guessing_a_password_is_stopped(client, code, ann):
    sent = {"code": code, "login_name": "ann.lee", "password": "wrong"}
    for _try in range(6):
        assert client.post("/join/sign-in/", sent).status_code == 422
    sent["password"] = ann.password
    assert client.post("/join/sign-in/", sent).status_code == 429
    assert not is_signed_in(client)


def test_a_new_password_is_shown_once_and_ends_the_old_one(
    client, in_school, sign_in, physics, code, ann
):
    person = Membership.objects.get(login_name="ann.lee")
    sign_in(in_school.bob)
    answer = client.post(in_school.url(f"classes/{physics.pk}/members/{person.pk}/password/"))
    assert answer["Cache-Control"] == "no-store"
    page = answer.content.decode()
    new = page.split('class="password">')[1].split("<")[0]
    assert new not in client.get(in_school.url(f"classes/{physics.pk}/cards/")).content.decode()
    client.logout()
    sent = {"code": code, "login_name": "ann.lee", "password": ann.password}
    assert client.post("/join/sign-in/", sent).status_code == 422
    assert client.post("/join/sign-in/", sent | {"password": new}).status_code == 302


def test_cards_of_a_class_say_all_one_needs(client, in_school, sign_in, physics, code):
    sign_in(in_school.bob)
    url = in_school.url(f"classes/{physics.pk}/students/")
    page = client.post(url, {"names": "Ann Lee\nAnn Lee\n\nBo Li"}).content.decode()
    for fact in ("ann.lee", "ann.lee2", "bo.li", shown(code), "/join/sign-in/"):
        assert fact in page
    assert page.count('class="password"') == 3
    assert client.post(url, {"names": "x\n" * 41}).status_code == 422
    assert ClassMember.objects.filter(school_class=physics, part="student").count() == 3


def test_passwords_of_people_with_an_email_or_another_school_are_not_a_teacher_s(
    client, in_school, sign_in, physics, code, ann, charlie
):
    sign_in(in_school.bob)
    person = Membership.objects.select_related("user").get(login_name="ann.lee")
    url = in_school.url(f"classes/{physics.pk}/members/{person.pk}/password/")
    before = person.user.password
    elsewhere = add_member(
        organization=charlie.memberships.get().organization, user=person.user, role=Role.STUDENT
    )
    assert client.post(url).status_code == 409
    elsewhere.delete()
    User.objects.filter(pk=person.user_id).update(email="ann@hill.example")
    assert client.post(url).status_code == 409
    person.user.refresh_from_db()
    assert person.user.password == before
    User.objects.filter(pk=person.user_id).update(email=None)
    assert client.post(url).status_code == 200


def test_another_teacher_cannot(client, in_school, sign_in, physics, ann):
    person = Membership.objects.get(login_name="ann.lee")
    add_member(organization=in_school.organization, user=in_school.alice, role=Role.TEACHER)
    url = in_school.url(f"classes/{physics.pk}/members/{person.pk}/password/")
    sign_in(in_school.alice)
    assert client.post(url).status_code == 404
    sign_in(in_school.bob)
    assert client.post(url).status_code == 200


def test_a_student_whom_no_school_has_is_told_so(client, in_school, sign_in, ann):
    person = Membership.objects.select_related("user").get(login_name="ann.lee")
    person.ended_at = timezone.now()
    person.save()
    sign_in(person.user)
    assert "You are in no school now" in client.get("/").content.decode()
    assert person.user.memberships.count() == 1

"""Sign-up: who somebody is, the age gate, a guardian's consent."""

import re
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.countries import COUNTRIES, age_of_consent
from accounts.models import GuardianConsent, User
from accounts.sign_up.answers import needs_guardian
from accounts.tests.signing_up import account, born, sign_up
from conftest import PASSWORD
from organizations.models import Job, Membership, Organization
from organizations.services import consent_mails
from organizations.tasks import tidy
from organizations.tests.working import work_off

pytestmark = pytest.mark.django_db(databases=["default", "content"])
EVA, PARENT = "eva@home.example", "parent@home.example"


def link_in(message) -> str:
    return re.search(r"http://\S+(/sign-up/consent/\S+)", message.body)[1]


def addressed() -> list[str]:
    return [message.to[0] for message in mail.outbox]


@pytest.fixture
def waiting(client, django_capture_on_commit_callbacks):
    """Eva is eleven and lives in Germany; her parent has a mail."""
    with django_capture_on_commit_callbacks(execute=True):
        sign_up(client, "student", email=EVA, age=11, guardian=PARENT)
        assert PARENT not in addressed()  # the page does not wait for the mail
    work_off()
    return User.objects.get(email=EVA)


def answer(consent_link: str, capture, **sent):
    with capture(execute=True):
        page = Client().post(consent_link, sent, follow=True)
    work_off()
    return page


AGREES = {"name": "Nora Lind", "is_guardian": "on", "answer": "yes"}


@pytest.mark.parametrize("kind", ["teacher", "student"])
def test_it_works(kind, client):
    page = sign_up(client, kind, email=EVA)
    eva = User.objects.get(email=EVA)
    assert (eva.signed_up_as, eva.country, eva.awaits_consent) == (kind, "DE", False)
    assert eva.memberships.get().organization.type == "personal"
    assert "Welcome" in page.content.decode()  # the tour begins
    assert not mail.outbox or PARENT not in mail.outbox[-1].to


def test_the_form_comes_after_who_one_is(client):
    page = client.get("/accounts/signup/?next=/join/class/", follow=True)
    assert "Who is the account for?" in page.content.decode()
    response = client.post("/sign-up/teacher/", {"country": "FR"})
    assert response["Location"] == "/accounts/signup/?next=%2Fjoin%2Fclass%2F"
    assert account(Client(), EVA).redirect_chain[0][0].startswith("/sign-up/")
    assert not User.objects.exists()


def test_the_gate_is_neutral_and_its_first_answer_stands(client):
    """Neither page nor address says which answer leads where, and no other door is open then."""
    question = client.get("/sign-up/student/").content.decode()
    assert not re.search(r"\b1[0-9] (years|or older)|guardian|parent", question)
    refused = client.post("/sign-up/student/", {"country": "DE"} | born(11))
    assert refused["Location"] == "/sign-up/guardian/"
    again = client.get("/sign-up/student/").content.decode()
    assert "that answer stands" in again
    assert 'name="year"' not in again
    for kind in ("student", "teacher", "family"):
        passed = client.post(f"/sign-up/{kind}/", {"country": "US"} | born(40))
        assert passed["Location"] == "/sign-up/guardian/"
    client.get("/accounts/logout/")
    client.session.flush()  # the answer is the browser's, not the session's
    assert client.post("/sign-up/teacher/", {"country": "US"})["Location"] == "/sign-up/guardian/"


@pytest.mark.parametrize(
    ("country", "birth", "needs"),
    [
        ("US", date(2013, 12, 1), True),
        ("US", date(2013, 11, 1), True),  # this month: the day is not known
        ("US", date(2013, 10, 1), False),
        ("DE", date(2013, 10, 1), True),
        ("ZZ", date(2010, 12, 1), True),  # unknown is 16
        ("ZZ", date(2010, 10, 1), False),
    ],
)
def test_the_age_is_the_country_s(country, birth, needs):
    assert needs_guardian(country, birth, date(2026, 11, 27)) is needs


def test_the_european_ages_are_within_the_regulation():
    assert len({country.code for country in COUNTRIES}) == len(COUNTRIES)
    assert age_of_consent("US") == 13
    assert {13 <= country.age <= 18 for country in COUNTRIES} == {True}


def test_a_child_waits_and_can_do_nothing(waiting, client):
    assert waiting.awaits_consent
    assert not waiting.memberships.exists()
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/sign-up/waiting/"
    assert (
        "We have written to parent@home.example" in client.get("/sign-up/waiting/").content.decode()
    )
    for path in ("/settings/", "/api/v1/auth/me", "/o/eva-lind/library/", "/invite-a-friend/"):
        assert client.get(path).status_code in (302, 401, 403), path
    sent = {"email": EVA, "password": PASSWORD}
    tokens = Client().post("/api/v1/auth/login", sent, content_type="application/json").json()
    bearer = {"Authorization": f"Bearer {tokens['access']}"}
    refused = Client().get("/api/v1/auth/me", headers=bearer)
    assert (refused.status_code, refused.json()["error"]) == (403, "awaits_consent")


def test_nothing_of_the_birth_is_kept(waiting):
    kept = {field.name for model in (User, GuardianConsent) for field in model._meta.get_fields()}
    assert not {name for name in kept if "birth" in name or "born" in name}


def test_a_guardian_agrees(waiting, client, django_capture_on_commit_callbacks):
    [asked] = [message for message in mail.outbox if message.to == [PARENT]]
    link = link_in(asked)
    page = Client().get(link).content.decode()
    assert "below 16" in page and EVA in page
    answer(link, django_capture_on_commit_callbacks, name="Nora", answer="yes")
    assert User.objects.get().awaits_consent  # not said to be a guardian
    page = answer(link, django_capture_on_commit_callbacks, **AGREES)
    assert "Thank you" in page.content.decode()
    consent = GuardianConsent.objects.get(child=waiting)
    assert (consent.state, consent.guardian_name, consent.age) == ("given", "Nora Lind", 16)
    assert consent.wording and consent.given_at and consent.ip
    home = client.get("/", follow=True)
    assert home.status_code == 200 and "Welcome" in home.content.decode()
    assert Membership.objects.get(user=waiting).organization.type == "personal"


def test_declined_the_account_is_gone(waiting, client, django_capture_on_commit_callbacks):
    link = link_in(mail.outbox[-1])
    answer(link, django_capture_on_commit_callbacks, answer="no")
    assert not User.objects.exists() and not GuardianConsent.objects.exists()
    assert Client().get(link).status_code == 404
    assert client.get("/sign-up/waiting/")["Location"].startswith("/accounts/login/")


def test_consent_is_taken_back_and_given_again(waiting, client, django_capture_on_commit_callbacks):
    answer(link_in(mail.outbox[-1]), django_capture_on_commit_callbacks, **AGREES)
    keeping = link_in(mail.outbox[-1])
    assert keeping.endswith("/withdraw/")
    Client().post(keeping, {"answer": "stop"})
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/sign-up/waiting/"
    page = client.post("/sign-up/waiting/", {"guardian_email": "friend@home.example"})
    assert "is stopped" in page.content.decode()  # nobody else is asked
    assert GuardianConsent.objects.get().state == "withdrawn"
    Client().post(keeping, {"answer": "again"})
    assert client.get("/", follow=True).status_code == 200
    assert not User.objects.get().awaits_consent
    Client().post(keeping, {"answer": "delete"})
    assert not User.objects.exists()
    assert Organization.objects.get().deleted_at  # purged when the grace period is over


def test_the_mail_goes_again_and_the_old_link_ends(
    waiting, client, django_capture_on_commit_callbacks, settings
):
    first = link_in(mail.outbox[-1])
    own = client.post("/sign-up/waiting/", {"guardian_email": "E.v.a+1@home.example"})
    assert own.status_code == 302  # at this domain dots matter: somebody else
    own = client.post("/sign-up/waiting/", {"guardian_email": "Eva+mum@home.example"})
    assert own.status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/sign-up/waiting/", {"guardian_email": "other@home.example"})
    work_off()
    assert mail.outbox[-1].to == ["other@home.example"]
    assert Client().get(first).status_code == 404
    second = link_in(mail.outbox[-1])
    assert Client().get(second).status_code == 200
    assert Client().get(second[:-3] + "xx/").status_code == 404
    settings.CONSENT_DAYS = 0
    assert Client().get(second).status_code == 404


def test_a_mail_that_fails_is_tried_again_and_one_that_nobody_takes_is_said(
    client, django_capture_on_commit_callbacks, monkeypatch
):
    def refused(*args, **kwargs):
        raise errors.pop()

    errors = [SMTPRecipientsRefused({}), ConnectionRefusedError("no server")]
    with monkeypatch.context() as broken:
        broken.setattr("accounts.consent.mails.send_mail", refused)
        with django_capture_on_commit_callbacks(execute=True):
            sign_up(client, "student", email=EVA, age=11, guardian=PARENT)
        work_off()
        assert "is on its way" in client.get("/sign-up/waiting/").content.decode()
        due_at_once()
        work_off()
    assert "does not take mail" in client.get("/sign-up/waiting/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/sign-up/waiting/", {"guardian_email": PARENT})
    Job._base_manager.all().delete()  # as where a worker's machine is gone
    GuardianConsent.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    consent_mails.requeue_lost()
    work_off()
    assert addressed().count(PARENT) == 1
    assert consent_mails.requeue_lost() == 0


def due_at_once() -> None:
    Job._base_manager.update(run_after=timezone.now())


def test_what_nobody_answers_is_deleted(waiting):
    tidy()
    assert User.objects.exists()
    GuardianConsent.objects.update(asked_at=timezone.now() - timedelta(days=29))
    tidy()
    assert not User.objects.exists()


def test_a_child_names_somebody_else(client):
    page = sign_up(client, "student", email=EVA, age=11, guardian="eva+p@home.example")
    assert "your own address" in page.content.decode()
    assert not User.objects.exists()


def test_by_the_api_the_same_holds(client, django_capture_on_commit_callbacks):
    born_in = f"{timezone.localdate() - timedelta(days=365 * 11):%Y-%m}"
    sent = {"email": EVA, "password": PASSWORD, "name": "Eva", "signed_up_as": "student"}

    def register(**more):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(
                "/api/v1/auth/register", sent | more, content_type="application/json"
            )

    assert register().status_code == 422
    assert register(country="DE", born=born_in).status_code == 422
    made = register(country="DE", born=born_in, guardian_email=PARENT)
    assert (made.status_code, made.json()) == (201, {"tokens": None})
    assert User.objects.get().awaits_consent
    work_off()
    assert mail.outbox[-1].to == [PARENT]


def test_a_family_makes_profiles_of_its_children(client):
    sign_up(client, "family", email=EVA)
    home = client.get("/", follow=True).redirect_chain[-1][0]
    page = client.post(f"{home}family/", {"names": "Mia\nLeo"}).content.decode()
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", page)[0]
    password = re.search(r'class="password">([^<]+)', page)[1]
    consents = GuardianConsent.objects.filter(guardian__email=EVA, state="given")
    assert consents.count() == 2
    mia = User.objects.get(name="Leo" if "leo" in page.partition(password)[0] else "Mia")
    child, sent = Client(), {"code": code, "password": password}
    login = mia.memberships.get().login_name
    child.post("/join/sign-in/", sent | {"login_name": login})
    assert child.get(home).status_code == 200
    pk = mia.memberships.get().pk
    client.post(f"{home}family/{pk}/consent/")
    assert "is stopped" in child.get(home, follow=True).content.decode()
    client.post(f"{home}family/{pk}/consent/", {"answer": "again"})
    assert child.get(home).status_code == 200
    assert child.get(f"{home}family/").status_code == 403

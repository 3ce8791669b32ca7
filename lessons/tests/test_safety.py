"""Questions that are not answered, the adult who is told of them, and who reads along."""

import json
from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.utils import timezone

from conftest import add_to
from lessons.models import ChatMessage, ChatSession, Lesson, SafetyAlert, SafetyStep
from lessons.safety.keeping import forget
from lessons.tests.factories import add_message
from library.tests.factories import add_book
from organizations import jobs
from organizations.exporting.rows import exported_tables
from organizations.models import AuditEntry, Job, Membership, Organization, Relationship
from organizations.scoping import unscoped
from organizations.services.leaving import deactivate
from organizations.services.people import change_role
from organizations.services.relationships import relate
from organizations.services.settings import version_of
from organizations.tests.factories import add_class, membership
from tests.model_fixtures import calls, endpoint, pauses, server  # noqa: F401
from tests.model_server import hangs, patience, status, whole

HTMX = {"HX-Request": "true"}
DARK = "I really want to die"


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


@pytest.fixture
def ask(book, in_school, client):
    def post(user, question):
        client.force_login(user)
        return client.post(
            in_school.url(f"library/{book.pk}/ask/"), {"question": question}, headers=HTMX
        )

    return post


def set_safety(school, **safety):
    organization = Organization.objects.get(pk=school.organization.pk)
    kept = organization.options.as_json()
    organization.settings = kept | {"safety": kept["safety"] | safety}
    organization.save()
    school.organization.refresh_from_db()


@pytest.fixture
def alerted(in_school):
    """Bob gets the alerts; the helplines are those of Germany."""
    bob = membership(in_school.organization, in_school.bob)
    set_safety(in_school, alerts=True, adult=bob.pk, country="DE", help="Room 12, Ms Lee")
    return in_school


def work():
    while jobs.work("default"):
        pass


def test_self_harm_is_answered_with_help_and_an_adult_is_told(alerted, ask, client, mailoutbox):
    page = ask(alerted.dana, DARK).text
    assert "you do not have to carry it alone" in page
    assert page.index("Room 12, Ms Lee") < page.index("116 111")
    assert "is told, to help" in page
    message = ChatMessage.objects.get()
    assert (message.state, message.moderation["refused"]) == ("refused", ["self_harm"])
    assert message.session.title == ""
    assert mailoutbox == []  # nothing is sent while the student waits
    work()
    work()
    [sent] = mailoutbox
    assert sent.to == [alerted.bob.email]
    assert DARK not in sent.body and "Dana" not in sent.body
    alert = SafetyAlert.objects.get()
    client.force_login(alerted.bob)
    url = alerted.url(f"manage/alerts/{alert.pk}/")
    assert url in sent.body
    assert DARK in client.get(url).text
    assert client.post(url, {"do": "noted", "note": " "}).status_code == 422
    for step in ({"do": "seen"}, {"do": "noted", "note": "Spoke with her."}, {"do": "closed"}):
        assert client.post(url, step).status_code == 302
    assert client.post(url, {"do": "seen"}).status_code == 422
    assert DARK in client.get(f"{url}chat/").text
    kinds = list(SafetyStep.objects.order_by("at").values_list("kind", flat=True))
    assert kinds == ["raised", "mailed", "seen", "noted", "closed", "read"]
    assert "Spoke with her." in client.get(url).text
    assert client.get(alerted.url("manage/alerts/")).text.count("Dana") == 0
    assert "Dana" in client.get(alerted.url("manage/alerts/?closed")).text
    done = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"safety.alert_seen", "safety.alert_closed", "safety.chat_read"} <= done


def test_asked_again_within_the_hour_it_is_one_alert(alerted, ask):
    for question in (DARK, f"{DARK} today"):
        ask(alerted.dana, question)
    assert SafetyAlert.objects.count() == 1
    assert SafetyStep.objects.get(kind="again").note == f"{DARK} today"


def test_who_is_not_the_adult_finds_no_alert(alerted, ask, client):
    ask(alerted.dana, DARK)
    pk = SafetyAlert.objects.get().pk
    for user in (alerted.alice, alerted.dana):
        client.force_login(user)
        for path in ("manage/alerts/", f"manage/alerts/{pk}/", f"manage/alerts/{pk}/chat/"):
            assert client.get(alerted.url(path)).status_code == 404


def test_mail_that_is_down_is_tried_again(alerted, ask, monkeypatch, mailoutbox):
    def down(*args, **kwargs):
        raise SMTPException("no")

    with monkeypatch.context() as patch:
        patch.setattr("lessons.safety.alerts.send_mail", down)
        ask(alerted.dana, DARK)
        work()
    job = Job.objects.get(kind="mail_alert")
    assert job.state == Job.State.QUEUED and SafetyAlert.objects.get().mailed_at is None
    Job.objects.update(run_after=timezone.now())
    work()
    assert len(mailoutbox) == 1


def test_without_alerts_nobody_is_told_and_help_is_shown(in_school, ask):
    page = ask(in_school.dana, DARK).text
    assert "findahelpline.com" in page and "is told" not in page
    assert not SafetyAlert.objects.exists()


def test_teachers_ask_as_they_like(in_school, ask):
    ask(in_school.bob, DARK)
    assert ChatMessage.objects.get().moderation == {}


def test_personal_data_is_not_kept(in_school, ask):
    page = ask(in_school.dana, "Write to dana@mail.example, what is a granule?").text
    assert "They were not" in page
    assert "mail.example" not in ChatMessage.objects.get().question


def test_the_topic_of_a_lesson_is_looked_at_too(alerted, book, client):
    client.force_login(alerted.dana)
    page = client.get(alerted.url("lessons/topic/"), {"topic": DARK}).text
    assert "you do not have to carry it alone" in page
    assert "Room 12, Ms Lee" in page
    assert "was looked through" not in page
    alert = SafetyAlert.objects.get()
    assert (alert.question, alert.message) == (DARK, None)
    wanted = {"part": "whole", "modalities": ["text"], "language": "en", "strategy": "inquiry"}
    where = alerted.url(f"lessons/new/?source={book.pk}&topic={DARK}")
    sent = client.post(where, wanted)
    assert sent.status_code == 422
    assert "you do not have to carry it alone" in sent.text
    assert not Lesson.objects.exists()
    assert "you do not have" not in client.get(where.replace(DARK, "granules")).text


def test_the_api_says_it_too(in_school, book, client):
    client.force_login(in_school.dana)
    chat = ChatSession.objects.create(
        organization=in_school.organization, user=in_school.dana, source_ids=[book.pk]
    )
    slug = in_school.organization.slug
    answer = client.post(
        f"/api/v1/chat/sessions/{chat.pk}/messages",
        json.dumps({"question": DARK}),
        content_type="application/json",
        headers={"X-Organization": slug},
    )
    assert (answer.status_code, answer.json()["state"]) == (201, "refused")
    assert {"name": "Find A Helpline", "reach": "findahelpline.com"} in answer.json()["help"]


# A model beside the rules


@pytest.fixture
def moderated(endpoint, settings, calls, pauses, book, monkeypatch):  # noqa: F811
    """Two moderators in a chain; what they do not refuse finds nothing in the book."""
    settings.MODERATOR = "first,second"
    for name in ("first", "second"):
        endpoint(name, tries=1)
    monkeypatch.setattr("lessons.services.chat.search_anew", lambda *args, **kwargs: [])
    return calls


def result(**flagged):
    named = {name.replace("_", "-"): value for name, value in flagged.items()}
    return whole({"results": [{"flagged": any(named.values()), "categories": named}]})


def test_what_the_model_flags_is_refused_and_told(alerted, ask, moderated, server, client):  # noqa: F811
    server.reply_with(result(self_harm=True, violence=False))
    ask(alerted.dana, "Everything is grey")
    message = answer(client, alerted)
    assert (message.state, message.moderation["by"]) == ("refused", ["rules", "first"])
    assert message.moderation["found_by"] == "first" and "116 111" in str(message.moderation)
    assert SafetyAlert.objects.get().found_by == "first"
    [asked] = server.asked
    assert asked.path == "/v1/moderations"
    assert asked.body == {"model": "first-model", "input": "Everything is grey"}
    assert [call.purpose for call in moderated if call.provider == "first"] == ["chat.moderation"]


@pytest.mark.parametrize(
    "fault",
    [status(500), status(429), hangs, whole("no json"), whole({"results": []}),
     whole({"results": [{"flagged": True, "categories": {}}]}),
     whole({"results": [{"flagged": False, "categories": {"violence": "no"}}]})],
)  # fmt: skip
def test_where_a_model_fails_the_next_is_asked(
    in_school, ask, moderated, endpoint, server, client, fault  # noqa: F811
):  # fmt: skip
    endpoint("first", tries=1, **patience(fault))
    server.reply_with(fault, result(violence=False))
    ask(in_school.dana, "What is a granule?")
    message = answer(client, in_school)
    assert (message.state, message.moderation) == ("done", {"by": ["rules", "second"]})


def test_where_all_are_down_the_rules_hold_and_that_is_recorded(
    in_school, ask, moderated, server, client  # noqa: F811
):  # fmt: skip
    server.reply_with(status(503))
    ask(in_school.dana, "What is a granule?")
    message = answer(client, in_school)
    assert message.state == "done"
    assert message.moderation == {"by": ["rules"], "failed": "first,second"}
    ask(in_school.dana, DARK)
    assert ChatMessage.objects.filter(state="refused").count() == 1
    client.force_login(in_school.alice)
    page = client.get(in_school.url("manage/")).text
    assert "By the rules alone, as the model was down" in page


def answer(client, school) -> ChatMessage:
    pk = ChatMessage.objects.get().pk
    assert client.get(school.url(f"messages/{pk}/")).status_code == 200
    return ChatMessage.objects.get()


# Who reads along


@pytest.fixture
def watched(in_school, book):
    """Bob teaches dana, ruth is her guardian; one chat of hers is plain, one raised an alert."""
    organization = in_school.organization
    bob, dana = membership(organization, in_school.bob), membership(organization, in_school.dana)
    add_class(bob, dana)
    ruth = membership(organization, add_to(organization, "ruth", "guardian"))
    relate(kind="guardian", adult=ruth, child=dana, made=Relationship.Made.BY_HAND)
    plain = add_message(book, in_school.dana, question="What is a granule?", state="done")
    dark = add_message(book, in_school.dana, question=DARK, state="refused")
    dark.session = ChatSession.objects.create(
        organization=organization, user=in_school.dana, source_ids=[book.pk], title="Dark"
    )
    dark.save()
    SafetyAlert.objects.create(
        organization=organization, student=dana, message=dark, risk="self_harm",
        question=DARK, found_by="rules",
    )  # fmt: skip
    return bob, ruth, dana, plain.session, dark.session


def statuses(client, school, user, student, *chats) -> list[int]:
    client.force_login(user)
    base = school.url(f"students/{student.pk}/chats/")
    return [client.get(base + tail).status_code for tail in ["", *(f"{c.pk}/" for c in chats)]]


def test_adults_read_what_the_policy_says_and_each_look_is_written_down(watched, in_school, client):
    bob, ruth, dana, plain, dark = watched
    expected = {"off": [403, 403, 403], "alert": [200, 404, 200], "always": [200, 200, 200]}
    set_safety(in_school, alerts=True, adult=bob.pk)
    for teachers, guardians in (("off", "always"), ("always", "alert"), ("alert", "off")):
        set_safety(in_school, teachers=teachers, guardians=guardians)
        assert statuses(client, in_school, bob.user, dana, plain, dark) == expected[teachers]
        assert statuses(client, in_school, ruth.user, dana, plain, dark) == expected[guardians]
    looks = AuditEntry.objects.filter(action="safety.chat_read").count()
    assert looks == 6  # the times a chat was served, and not those it was refused
    assert AuditEntry.objects.filter(action="safety.chats_listed").count() == 4
    for stranger in (in_school.alice, in_school.dana):
        assert statuses(client, in_school, stranger, dana, plain) == [404, 404]


def test_the_student_is_told_who_reads_along(watched, in_school, client):
    bob, _ruth, _dana, plain, _dark = watched
    url = in_school.url(f"chats/{plain.pk}/")
    client.force_login(in_school.dana)
    assert "can read" not in client.get(url).text
    set_safety(in_school, alerts=True, adult=bob.pk, teachers="always", guardians="alert")
    page = client.get(url).text
    assert "Your teachers can read what you ask here." in page
    assert "Your guardians can read a chat in which a question raises an alert." in page
    assert "an adult is told" in page


# The adult, and the settings


def test_alerts_need_an_adult(in_school, client):
    client.force_login(in_school.alice)
    url = in_school.url("manage/safety/")
    sent = {"seen": version_of(in_school.organization), "teachers": "off", "guardians": "off"}
    sent |= {"alerts": "on", "alert_on": ["self_harm"]}
    refused = client.post(url, sent)
    assert (refused.status_code, "name the adult" in refused.text) == (422, True)
    dana = membership(in_school.organization, in_school.dana)
    assert client.post(url, sent | {"adult": dana.pk}).status_code == 422  # a student is none
    bob = membership(in_school.organization, in_school.bob)
    assert client.post(url, sent | {"adult": bob.pk}).status_code == 302
    in_school.organization.refresh_from_db()
    assert in_school.organization.options.safety.adult == bob.pk


def test_when_the_adult_goes_an_owner_takes_over_and_admins_are_told(
    alerted, mailoutbox, django_capture_on_commit_callbacks
):
    olga = add_to(alerted.organization, "olga", "owner")
    by, bob = (membership(alerted.organization, each) for each in (olga, alerted.bob))
    with django_capture_on_commit_callbacks(execute=True):
        deactivate(person=bob, by=by)
    assert heir(alerted) == by.pk
    assert {to for sent in mailoutbox for to in sent.to} == {olga.email, alerted.alice.email}
    assert AuditEntry.objects.filter(action="safety.adult_taken_over").count() == 1


def test_who_becomes_a_student_gets_no_alerts(alerted):
    alice, bob = (membership(alerted.organization, each) for each in (alerted.alice, alerted.bob))
    change_role(person=bob, role="student", by=alice)
    assert heir(alerted) == alice.pk  # there is no owner here


def test_an_account_that_is_gone_is_found_when_an_alert_is_mailed(alerted, ask, mailoutbox):
    Membership.objects.filter(user=alerted.bob).delete()
    ask(alerted.dana, DARK)
    work()
    assert mailoutbox[-1].to == [alerted.alice.email]
    assert "suggests that somebody is in danger" in mailoutbox[-1].body


def heir(school) -> int:
    school.organization.refresh_from_db()
    return school.organization.options.safety.adult


def test_chats_and_alerts_go_when_the_time_after_leaving_is_over(watched, in_school):
    _bob, _ruth, dana, *_ = watched
    days = in_school.organization.options.compliance.retention_days
    now = timezone.now()
    for ago, left in ((days - 1, 2), (days + 1, 0)):
        Membership.objects.filter(pk=dana.pk).update(ended_at=now - timedelta(days=ago))
        with unscoped("as the daily tidying"):
            forget()
        assert ChatSession.objects.filter(user=in_school.dana).count() == left
        assert SafetyAlert.objects.exists() == bool(left)


def test_alerts_and_their_history_are_exported():
    assert {"lessons_safetyalert", "lessons_safetystep"} <= {t.name for t in exported_tables()}

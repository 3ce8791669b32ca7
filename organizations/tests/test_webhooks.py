"""What the organization's systems are told, signed, and what becomes of it."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from organizations import jobs, tasks
from organizations.models import Job, Webhook, WebhookDelivery
from organizations.scoping import scope
from organizations.webhooks import service
from project import outgoing


@pytest.fixture
def sent(monkeypatch):
    """What was posted, and what the other side answers."""
    posted = []

    def post(url, content, *, headers, limits=None):
        posted.append((url, content, headers))
        return posted.answer

    class Posted(list):
        answer = 204

    posted = Posted()
    monkeypatch.setattr(outgoing, "post_public", post)
    return posted


def make(client, school, **more):
    client.force_login(school.alice)
    values = {"url": "https://sis.example/hook", "events": ["source.ready"]} | more
    return client.post(school.url("webhooks/"), values)


def tell(school, event="source.ready"):
    with scope(school.organization.pk):
        data = {"id": "1", "title": "Optics", "state": "ready"}
        return service.announce(event, organization_id=school.organization.pk, data=data)


def test_it_works(school, client, sent):
    answer = make(client, school)
    secret = answer.context["made"]
    assert secret in answer.content.decode()
    assert secret not in client.get(school.url("webhooks/")).content.decode()
    row = Webhook._base_manager.get()
    assert secret not in str(vars(row))
    assert tell(school) == 1
    assert jobs.work("default")
    [(url, body, headers)] = sent
    assert url == "https://sis.example/hook"
    assert json.loads(body)["data"]["title"] == "Optics"
    stamp, _comma, signed = headers["Lectern-Signature"].partition(",")
    text = stamp.removeprefix("t=").encode() + b"." + body
    assert signed == "v1=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    delivery = WebhookDelivery._base_manager.get()
    assert (delivery.state, delivery.status, delivery.tries) == ("delivered", 204, 1)
    page = client.get(school.url(f"webhooks/{row.pk}/"))
    assert "Delivered" in page.content.decode()


def test_only_what_was_asked_for_is_told(school, client, sent):
    make(client, school)
    assert tell(school, "lesson.ready") == 0
    assert not WebhookDelivery._base_manager.exists()


def test_what_did_not_arrive_is_tried_again(school, client, sent):
    make(client, school)
    tell(school)
    sent.answer = 500
    jobs.work("default")
    job, delivery = Job._base_manager.get(), WebhookDelivery._base_manager.get()
    assert (job.state, delivery.state, delivery.status) == ("queued", "waiting", 500)
    Job._base_manager.update(run_after=job.created_at)
    sent.answer = 200
    jobs.work("default")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("delivered", 2)


def test_an_address_inside_is_refused_for_good_and_can_be_sent_again(school, client):
    make(client, school, url="https://127.0.0.1/hook")
    tell(school)
    jobs.work("default")
    delivery = WebhookDelivery._base_manager.get()
    assert (delivery.state, Job._base_manager.get().state) == ("failed", "failed")
    assert "not on the public internet" in delivery.problem
    again = school.url(f"webhooks/{delivery.webhook_id}/deliveries/{delivery.pk}/again/")
    assert client.post(again).status_code == 302
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    assert client.post(again).status_code == 409


@pytest.mark.parametrize("url", ["http://sis.example/", "ftp://sis.example/", "nonsense"])
def test_only_https_is_taken(url, school, client):
    assert make(client, school, url=url).status_code == 422
    assert not Webhook._base_manager.exists()


def test_only_admins_have_them(school, client):
    client.force_login(school.bob)
    assert client.get(school.url("webhooks/")).status_code == 403


def test_one_that_is_deleted_is_told_nothing(school, client, sent):
    make(client, school)
    tell(school)
    row = Webhook._base_manager.get()
    client.post(school.url(f"webhooks/{row.pk}/delete/"))
    jobs.work("default")
    assert sent == []
    assert tell(school) == 0


def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(school, client, sent):
    make(client, school)
    for _ in range(3):
        tell(school)
    rows = WebhookDelivery._base_manager
    ended, failed, waiting = rows.all()
    rows.filter(pk=ended.pk).update(state=WebhookDelivery.State.DELIVERED)
    rows.filter(pk=failed.pk).update(state=WebhookDelivery.State.FAILED)
    with time_machine.travel(timezone.now() + service.KEPT_FOR - timedelta(hours=1)):
        tasks.tidy()
        assert rows.count() == 3
    with time_machine.travel(timezone.now() + service.KEPT_FOR + timedelta(hours=1)):
        tasks.tidy()
    assert rows.get().pk == waiting.pk

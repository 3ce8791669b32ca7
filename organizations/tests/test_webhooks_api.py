"""Webhooks by the API."""

import hashlib
import hmac

import pytest

from organizations import jobs
from organizations.models import Webhook
from organizations.tests.test_webhooks import sent, tell
from tests.api import ask, is_problem, key_file, one_key, token
from tests.test_api_manners import send

__all__ = ["key_file", "one_key", "sent"]
HOOK = {"url": "https://sis.example/hook", "events": ["source.ready"]}


def test_it_works(school, client, sent):
    bearer = token(school.alice)
    once = {"Idempotency-Key": "a"}
    made = send(client, "webhooks", bearer, HOOK, **once)
    assert made.status_code == 201
    assert send(client, "webhooks", bearer, HOOK, **once).json() == made.json()
    [row] = ask(client, "webhooks", bearer).json()["items"]
    assert (row["url"], row["events"]) == (HOOK["url"], HOOK["events"])
    path = f"webhooks/{row['id']}"
    assert "secret" not in row | ask(client, path, bearer).json()
    sent.answer = 404
    tell(school)
    jobs.work("default")
    [(_url, body, headers)] = sent
    stamp, _comma, signed = headers["Lectern-Signature"].partition(",")
    text = stamp.removeprefix("t=").encode() + b"." + body
    secret = made.json()["secret"].encode()
    assert signed == "v1=" + hmac.new(secret, text, hashlib.sha256).hexdigest()
    [delivery] = ask(client, f"{path}/deliveries", bearer).json()["items"]
    assert (delivery["state"], delivery["status"], delivery["tries"]) == ("waiting", 404, 1)
    again = send(client, f"{path}/deliveries/{delivery['id']}/again", bearer, {})
    assert is_problem(again, 409, "conflict")
    gone = client.delete(f"/api/v1/{path}", headers={"Authorization": f"Bearer {bearer}"})
    assert gone.status_code == 204
    assert is_problem(ask(client, path, bearer), 404, "not_found")


@pytest.mark.parametrize(
    "body", [HOOK | {"url": "http://sis.example/"}, HOOK | {"events": []}, HOOK | {"url": "x"}]
)
def test_what_is_wrong_is_said(body, school, client):
    assert is_problem(send(client, "webhooks", token(school.alice), body), 422, "invalid")
    assert not Webhook._base_manager.exists()

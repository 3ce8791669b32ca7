"""Every operation of the API with every kind of caller."""

from collections import defaultdict
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tokens import families, keys
from lessons.streaming import CLOSE
from organizations.models import OrganizationKey
from project.api import THROTTLES, api
from tests.isolation.api_table import BESIDE, CALLERS, OPERATIONS, SCOPES
from tests.isolation.policies import FOREIGN, YES
from tests.isolation.rows import Row, named
from tests.isolation.test_pages import problems
from tests.isolation.trying import Folder, Visitor, address, fill
from tests.isolation.walking import routes
from tests.isolation.world import SCOPES as ALL
from tests.isolation.world import keys_of, tokens_of

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def bearers(ours, theirs, people, settings, tmp_path, monkeypatch) -> dict[str, str]:
    """What each caller sends, by name; `key_without` is made for each operation."""
    settings.TOKEN_KEYS = [tmp_path / "key.pem"]
    (tmp_path / "key.pem").write_bytes(keys._pem(keys.generate_private_key(65537, 2048)))
    monkeypatch.setattr(THROTTLES[0], "num_requests", 10_000)
    monkeypatch.setattr(THROTTLES[1], "num_requests", 10_000)
    # What streams is answered by a thread of its own, which does not see what is rolled back.
    monkeypatch.setattr("lessons.api_chat.answer_events", lambda *args, **more: iter([CLOSE]))
    over = timezone.now() - timedelta(seconds=1)
    ours.rows["students_email"] = people["student"].email
    ours.rows["refresh"] = families.issue(user=people["student"]).refresh
    found = tokens_of(people) | {
        "nobody": "",
        "key": keys_of(ours),
        "key_over": keys_of(ours, expires_at=over),
        "key_revoked": keys_of(ours, revoked=True),
        "foreign_key": keys_of(theirs),
        **{f"without {scope}": keys_of(ours, scopes=set(ALL) - {scope}) for scope in ALL},
    }
    # When a key was last used is noted once a minute; here never, however long this takes.
    OrganizationKey._base_manager.update(last_used_at=timezone.now() + timedelta(days=1))
    return found


@pytest.fixture
def program() -> Visitor:
    return Visitor(None, code="", folder=Folder())


def headers_of(caller: str, row: Row, bearers: dict, slug: str) -> dict:
    if caller == "key_without":
        short = row.name.partition(":")[2]
        scope = next((scope for begin, scope in SCOPES.items() if short.startswith(begin)), ALL[0])
        caller = f"without {scope}"
    bearer = {"Authorization": f"Bearer {bearers[caller]}"} if bearers[caller] else {}
    return bearer | {"X-Organization": slug}


def walked() -> dict:
    return {route.name: route for route in routes() if route.name.startswith("api:")}


def test_each_operation_is_in_the_table():
    """By the resolver, and by what the API says of itself."""
    described = {
        f"api:{operation['operationId']}": method.upper()
        for methods in api.get_openapi_schema()["paths"].values()
        for method, operation in methods.items()
    }
    assert set(walked()) - BESIDE == set(OPERATIONS)
    assert described == {name: row.method for name, [row] in OPERATIONS.items()}


def test_who_gets_what(ours, bearers, program, record_property):
    wrong, tries, pairs = [], 0, 0
    found = walked()
    for row in named(OPERATIONS):
        url, body = address(found[row.name], row, ours.rows), fill(row.body, ours.rows)
        answers = {
            caller: program.send(
                row, url, body, headers=headers_of(caller, row, bearers, ours.slug)
            )
            for caller in CALLERS
        }
        wrong += problems(row, answers, ours.word)
        tries += len(answers)
        pairs += sum(answer.outcome != YES for answer in answers.values())
    assert not wrong, "\n".join(wrong)
    record_property("operations", len(OPERATIONS))
    record_property("tries", tries)
    record_property("pairs", pairs)
    record_property("people", len(CALLERS))


def test_not_from_one_s_own_organization(ours, theirs, bearers, program, record_property):
    """The header names B, or nothing: A's rows do not exist, and no list or search has them."""
    wrong, tries = [], 0
    found = walked()
    for row in [row for row in named(OPERATIONS) if row.method == "GET"]:
        url, named_row = address(found[row.name], row, ours.rows), "pk" in found[row.name].pattern
        for caller in (*FOREIGN, "both", "foreign_key"):
            answer = program.send(
                row, url, {}, headers=headers_of(caller, row, bearers, theirs.slug)
            )
            tries += 1
            if ours.word in answer.text:
                wrong.append(f"{row}: {caller} reads {ours.word}")
            if (named_row or row.query) and answer.status not in (403, 404):
                wrong.append(f"{row}: {caller} got {answer.status}")
    assert not wrong, "\n".join(wrong)
    record_property("tries", tries)


def test_no_other_method_is_taken(ours, bearers, program):
    found, wrong, taken = walked(), [], defaultdict(set)
    for row in named(OPERATIONS):
        taken[found[row.name].pattern].add(row.method)
    for row in named(OPERATIONS):
        url = address(found[row.name], row, ours.rows)
        headers = headers_of("owner", row, bearers, ours.slug)
        wrong += [
            f"{method} {row.name}"
            for method in set(METHODS) - taken[found[row.name].pattern]
            if program.send(row, url, {}, method=method, headers=headers).status != 405
        ]
    assert wrong == []

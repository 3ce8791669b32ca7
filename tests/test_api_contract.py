"""What the API answers is what it says that it answers, whatever it is asked.

schemathesis makes requests from the description, right and wrong ones; half of them about rows
that are there. Bounded: so many requests an operation, the same each time.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.tokens import families, keys
from lessons.assigning.attempts import begin
from lessons.models import Annotation, Assignment, Attempt, Compilation, CompilationItem
from lessons.streaming import CLOSE
from lessons.tests.factories import add_lesson, add_message
from library.tests.factories import add_book
from organizations.models import Grant, WebhookDelivery
from organizations.scoping import scope
from organizations.services.links import make_link
from organizations.tests.factories import add_class, membership
from organizations.throttling import ASKING
from organizations.webhooks.service import create_webhook
from project.api import api
from tests.isolation.trying import undone

pytestmark = pytest.mark.slow
EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "10"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
RIGHT, WRONG = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


@pytest.fixture
def described(monkeypatch):
    """One caller asks it all within a minute, in the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    for throttle in ASKING:
        monkeypatch.setattr(throttle, "num_requests", 1_000_000)
    monkeypatch.setattr("lessons.api_chat.answer_events", lambda *args, **more: iter([CLOSE]))
    django = get_wsgi_application()

    def application(environ, start_response):
        return django(environ | {"REMOTE_ADDR": "127.0.0.1"}, start_response)

    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def bearer_of(settings, tmp_path):
    settings.TOKEN_KEYS = [tmp_path / "key.pem"]
    (tmp_path / "key.pem").write_bytes(keys._pem(keys.generate_private_key(65537, 2048)))
    return lambda user: families.issue(user=user).access


@pytest.fixture
def known(school) -> dict[str, dict[str, str]]:
    """Values of addresses, by the first word of the path."""
    with scope(school.organization.pk):
        book = add_book(school.organization, school.alice)
        grant = Grant.objects.create(
            organization=school.organization,
            subject=Grant.Subject.SOURCE,
            subject_id=book.pk,
            level=1,
            role="student",
        )
        lesson, message = add_lesson(book, school.alice), add_message(book, school.alice)
        settings = school.organization.settings
        school.organization.settings = settings | {"features": [*settings["features"], "links"]}
        school.organization.save()
        by = membership(school.organization, school.bob)
        link, _token = make_link(source_id=book.pk, by=by, life=timedelta(days=1))
        hook, _secret = create_webhook(
            organization=school.organization, url="https://x.example/", events=["source.ready"]
        )
        delivery = WebhookDelivery.objects.create(
            organization=school.organization, webhook=hook, event="source.ready", payload={},
            state="failed",
        )  # fmt: skip
        note = Annotation.objects.create(
            organization=school.organization, source_id=book.pk, author=school.bob, page_index=0,
            kind="note", text="Look", audience="organization",
        )  # fmt: skip
        assignment, attempt = _assigned(school, book)
        film, clip = _compiled(school, book)
        source = {"pk": str(book.pk), "grant_pk": str(grant.pk), "link_pk": str(link.pk)}
        return {
            "projects": source,
            "knowledge": source,
            "webhooks": {"pk": str(hook.pk), "delivery_pk": str(delivery.pk)},
            "annotations": {"pk": str(note.pk)},
            "lessons": {"pk": str(lesson.pk)},
            "assignments": {"pk": str(assignment.pk)},
            "attempts": {"pk": str(attempt.pk)},
            "compilations": {"pk": str(film.pk), "item_pk": str(clip.pk)},
            "classes": {"pk": str(assignment.school_class_id)},
            "chat/messages": {"pk": str(message.pk)},
            "chat/sessions": {"pk": str(message.session_id)},
        }


def _compiled(school, book) -> tuple[Compilation, CompilationItem]:
    """Of the book, as if it were a recording."""
    type(book).objects.filter(pk=book.pk).update(duration_s=60.0)
    film = Compilation.objects.create(organization=school.organization, title="Granulation")
    clip = CompilationItem.objects.create(
        organization=school.organization, compilation=film, position=1, source_id=book.pk,
        start_ms=0, end_ms=1000,
    )  # fmt: skip
    return film, clip


def _assigned(school, book) -> tuple[Assignment, Attempt]:
    """A question, and dana's attempt at it."""
    bob, dana = (membership(school.organization, user) for user in (school.bob, school.dana))
    item = {
        "id": "1", "kind": "short", "stem": "What?", "options": [], "points": 2,
        "key": {"accepted": ["The Sun"]}, "explanation": "", "citation": {},
    }  # fmt: skip
    assignment = Assignment.objects.create(
        organization=school.organization, kind="quiz", title="Quiz", subject_id=book.pk,
        source_id=book.pk, items=[item], school_class=add_class(bob, dana),
        opens_at=timezone.now(),
    )  # fmt: skip
    return assignment, begin(assignment, dana)


def cases_of(operation):
    """Right requests; and wrong ones where there is anything to get wrong."""
    right = operation.as_strategy(generation_mode=RIGHT)
    takes = [*operation.query, *operation.body]
    return right | operation.as_strategy(generation_mode=WRONG) if takes else right


def bounded(count: int) -> examples:
    return examples(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def ask(operation, rows: dict[str, str], bearer: str, asked: Counter, *, count: int) -> None:
    """So many requests to one operation. asked: status -> how many got it."""

    @bounded(count)
    @given(cases_of(operation), st.booleans())
    def one(case, is_known):
        if is_known and case.path_parameters:
            case.path_parameters |= {k: v for k, v in rows.items() if k in case.path_parameters}
        with undone():
            response = case.call(headers={"Authorization": f"Bearer {bearer}"})
        case.validate_response(response, checks=CHECKS)
        asked[response.status_code] += 1

    one()


@pytest.mark.parametrize(
    ("who", "count", "refused"),
    [("alice", EXAMPLES, 0), ("bob", EXAMPLES // 2, 10), ("dana", EXAMPLES // 2, 30)],
)
def test_it_answers_as_it_says(who, count, refused, school, described, bearer_of, known):
    """refused: 403s at least, of who is no admin."""
    asked: Counter = Counter()
    bearer = bearer_of(getattr(school, who))
    for found in described.get_all_operations():
        operation = found.ok()
        rows = next((row for start, row in known.items() if f"/{start}/" in operation.path), {})
        ask(operation, rows, bearer, asked, count=count)
    assert asked[200] > 20
    assert asked[422] > 20
    assert asked[403] >= refused
    assert asked[500] == 0


def test_every_operation_says_what_may_go_wrong():
    """The shape of an error is one, and each operation points at it."""
    for methods in api.get_openapi_schema()["paths"].values():
        for operation in methods.values():
            refs = {
                status: answer["content"]["application/json"]["schema"]["$ref"]
                for status, answer in operation["responses"].items()
                if status >= "4"
            }
            assert set(refs) >= {"401", "403", "404", "422", "429"}
            assert set(refs.values()) == {"#/components/schemas/Problem"}

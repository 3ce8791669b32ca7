"""Chats of before have one source or none; they come through the change both ways."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE, AFTER = "0004_who_sees_a_lesson_and_what_it_keeps", "0007_drop_chat_source"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "content"])


def migrate(name: str):
    executor = MigrationExecutor(connection)
    executor.migrate([("lessons", name)])
    return MigrationExecutor(connection).loader.project_state([("lessons", name)]).apps


def newest() -> str:
    ((_, name),) = MigrationExecutor(connection).loader.graph.leaf_nodes("lessons")
    return name


@pytest.fixture
def before():
    yield migrate(BEFORE)
    migrate(newest())


def test_it_works(school, before):
    sessions, messages = models(before)
    source, owner = uuid4(), {"organization_id": school.organization.pk, "user_id": school.dana.pk}
    about = sessions.create(source_id=source, **owner)
    everything = sessions.create(source_id=None, **owner)
    values = {"organization_id": school.organization.pk, "session_id": about.pk}
    first = messages.create(question="First?", **values)
    messages.create(question="Last?", created_at=timezone.now() + timedelta(hours=1), **values)

    sessions, messages = models(migrate(AFTER))
    after = sessions.get(pk=about.pk)
    assert (after.source_ids, after.is_about_everything, after.title) == ([source], False, "First?")
    assert after.asked_at > first.created_at
    assert sessions.get(pk=everything.pk).is_about_everything
    another = sessions.create(source_ids=[source], **owner)
    values["session_id"] = another.pk
    messages.create(question="Another?", state="stopped", **values)

    sessions, messages = models(migrate(BEFORE))
    assert set(sessions.values_list("source_id", flat=True)) == {source, None}
    assert messages.filter(session_id=about.pk).count() == 3
    assert not messages.filter(state="stopped").exists()


def models(apps):
    return (
        apps.get_model("lessons", "ChatSession")._base_manager,
        apps.get_model("lessons", "ChatMessage")._base_manager,
    )

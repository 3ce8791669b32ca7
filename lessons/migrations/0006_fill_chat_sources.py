"""A chat's one source becomes a set of one; none meant everything. And back."""

from django.db import migrations
from django.db.models import Count

BATCH = 500


def fill(apps, schema_editor):
    sessions = apps.get_model("lessons", "ChatSession")._base_manager
    messages = apps.get_model("lessons", "ChatMessage")._base_manager
    sessions.filter(source_id=None).update(is_about_everything=True)
    named = sessions.exclude(source_id=None).filter(source_ids=[])
    for session in named.only("source_id").iterator(chunk_size=BATCH):
        sessions.filter(pk=session.pk).update(source_ids=[session.source_id])
    for session in sessions.filter(title="").only("pk").iterator(chunk_size=BATCH):
        asked = messages.filter(session_id=session.pk).order_by("created_at")
        first, last = asked.first(), asked.last()
        if first:
            sessions.filter(pk=session.pk).update(
                title=first.question[:120], asked_at=last.created_at
            )


def unfill(apps, schema_editor):
    """A chat of several sources counts as one of everything; those alike become the oldest."""
    sessions = apps.get_model("lessons", "ChatSession")._base_manager
    messages = apps.get_model("lessons", "ChatMessage")._base_manager
    messages.filter(state="stopped").update(state="failed")
    for session in sessions.only("source_ids").iterator(chunk_size=BATCH):
        one = session.source_ids[0] if len(session.source_ids) == 1 else None
        sessions.filter(pk=session.pk).update(source_id=one)
    keys = ("organization_id", "user_id", "source_id")
    alike = sessions.values(*keys).annotate(count=Count("pk")).filter(count__gt=1)
    for group in list(alike.order_by()):
        same = sessions.filter(**{key: group[key] for key in keys})
        kept = same.order_by("created_at", "pk").first()
        others = list(same.exclude(pk=kept.pk).values_list("pk", flat=True))
        messages.filter(session_id__in=others).update(session_id=kept.pk)
        sessions.filter(pk__in=others).delete()


class Migration(migrations.Migration):
    dependencies = [("lessons", "0005_chats_of_many_sources")]
    operations = [migrations.RunPython(fill, unfill)]

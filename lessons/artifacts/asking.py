"""Ask for an artifact. What becomes of it is `lessons.artifacts.making`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from billing.pausing import require_running
from lessons.artifacts import making
from lessons.models import Artifact
from lessons.selectors import heading_around
from lessons.services.lessons import Part
from lessons.strategies import registry as strategies
from library.citing import credit
from library.models import Source, StructureNode
from organizations import jobs
from organizations.models import Organization
from organizations.scoping import current_organization_id
from organizations.staged import fresh_stages
from project.errors import Conflict, Invalid

MOST_ITEMS = 100


def request_artifact(
    *,
    user: User,
    source: Source,
    part: Part,
    topic: str = "",
    kind: str,
    count: int = 10,
    strategy: str = strategies.DEFAULT,
) -> Artifact:
    """Queue it; the same of the same person that is still being made, if there is one.

    topic: instead of a part. Raises Conflict for a source that is not read yet, Invalid for
    what cannot be made, LimitReached where nothing new may begin.
    """
    if not source.is_readable:
        raise Conflict(_("This source has not been read yet. Ask again when it is ready."))
    if not 1 <= count <= MOST_ITEMS:
        raise Invalid(_("Ask for 1 to %(most)s items.") % {"most": MOST_ITEMS})
    strategies.strategy(strategy)
    _require_running()
    asked = {
        "source_id": source.pk,
        "node_id": part.node.pk if part.node else None,
        "first_page": part.pages[0] if part.pages else None,
        "last_page": part.pages[1] if part.pages else None,
        "topic": topic,
        "kind": kind,
        "count": count,
        "strategy": strategy,
    }
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one after the other
        same = Artifact.objects.filter(made_by=user, state__in=Artifact.UNDER_WAY, **asked)
        if found := same.first():
            return found
        artifact = Artifact.objects.create(
            organization_id=current_organization_id(),
            title=_title(source, part, topic),
            language=source.language or "en",
            made_by=user,
            source_title=source.title,
            attribution=credit(source),
            stages=fresh_stages(tuple(making.STAGES)),
            **asked,
        )
        enqueue(artifact)
    return artifact


def retry(artifact: Artifact) -> None:
    """Go on where it failed. Raises Conflict for one that did not fail, LimitReached as above."""
    _require_running()
    if artifact.state != Artifact.State.FAILED:
        raise Conflict(_("It is being made, or is there already."))
    with transaction.atomic():
        artifact.stages = fresh_stages(tuple(making.STAGES))
        artifact.state, artifact.problem = Artifact.State.QUEUED, ""
        artifact.save()
        enqueue(artifact)


def _require_running() -> None:
    organization = Organization.objects.get(pk=current_organization_id())
    require_running(organization, timezone.now())


def delete(artifact: Artifact) -> None:
    """With its items; work that is under way stops."""
    with transaction.atomic():
        jobs.cancel(kind=making.KIND, subject_id=artifact.pk)
        artifact.delete()


def enqueue(artifact: Artifact) -> None:
    """Its job; the one that is there already, if there is one."""
    jobs.enqueue(
        kind=making.KIND,
        organization_id=artifact.organization_id,
        subject_id=artifact.pk,
        fence=artifact.fence,
    )


def _title(source: Source, part: Part, topic: str) -> str:
    if topic:
        return topic
    if part.node and part.node.kind != StructureNode.Kind.BOOK:
        return str(part.node)[:500]
    return heading_around(source, part.pages)[:500] if part.pages else source.title

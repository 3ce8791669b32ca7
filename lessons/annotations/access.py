"""The guarded way to an annotation and to a reply.

One sees one's own, what is shared with everybody here, and what is shared with a class that one
is in or runs - all of it only while one sees the source. Its author changes and deletes it;
what is shared may be removed by who runs the class, or the organization.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lessons.models import Annotation, AnnotationReply
from library.access import access_source
from library.models import Source
from organizations.authority import classes_seen_by, runs_class
from organizations.class_settings import read_class_settings
from organizations.models import Class, ClassMember, Grant, Membership, Role
from organizations.recipients import classes_reached_by
from organizations.roles import STAFF, may
from project.errors import Forbidden, NotFound

Audience = Annotation.Audience


def require_person(membership: Membership) -> None:
    """A key of the API is nobody: it has no notes, and sees nobody's."""
    if membership.pk is None:
        raise Forbidden(
            _("Annotations are people's own. Call with a person's token, not with a key.")
        )


def seen_by(membership: Membership, source_ids: Iterable[UUID]) -> QuerySet[Annotation]:
    """Those on these sources, which the person sees."""
    rows = Annotation.objects.filter(
        organization=membership.organization_id, source_id__in=source_ids, deleted_at=None
    )
    return rows.filter(_shared_with(membership))


def _shared_with(membership: Membership) -> Q:
    attended = ClassMember.objects.filter(
        membership=membership, left_at=None, school_class__archived_at=None
    ).values("school_class")
    seen = Q(author=membership.user_id) | Q(audience=Audience.ORGANIZATION)
    seen |= Q(audience=Audience.CLASS, school_class__in=attended)
    if may(membership, "classes.view"):
        runs = classes_seen_by(membership).values("pk")
        seen |= Q(audience=Audience.CLASS, school_class__in=runs)
    return seen


def access_annotation(membership: Membership, pk: UUID) -> Annotation:
    """With its `source`. Raises NotFound for what is not theirs to see, or deleted."""
    require_person(membership)
    found = Annotation.objects.filter(pk=pk).values_list("source_id", flat=True).first()
    annotation = seen_by(membership, [found] if found else []).filter(pk=pk).first()
    if annotation is None:
        raise _missing()
    annotation.source = _source_of(membership, annotation)
    return annotation


def _source_of(membership: Membership, annotation: Annotation) -> Source:
    try:
        return access_source(membership, annotation.source_id, "library.view")
    except NotFound as error:
        raise _missing() from error


def _missing() -> NotFound:
    return NotFound(_("There is no such note, or it is not yours to see."))


def access_own(membership: Membership, pk: UUID) -> Annotation:
    """Raises Forbidden for somebody else's."""
    annotation = access_annotation(membership, pk)
    if annotation.author_id != membership.user_id:
        raise Forbidden(_("Only who wrote a note can change it."))
    return annotation


def access_removable(membership: Membership, pk: UUID) -> Annotation:
    annotation = access_annotation(membership, pk)
    if not may_remove(membership, annotation, annotation.author_id):
        raise Forbidden(_("Only who wrote a note, or who runs its class, can delete it."))
    return annotation


def may_remove(membership: Membership, annotation: Annotation, author_id: UUID) -> bool:
    """The annotation, or a reply below it that author_id wrote."""
    if author_id == membership.user_id:
        return True
    if annotation.school_class_id is not None:
        return runs_class(membership, annotation.school_class_id)
    return annotation.audience == Audience.ORGANIZATION and may(membership, "library.manage_all")


def access_deleted(membership: Membership, pk: UUID) -> Annotation:
    """What the person deleted and can still bring back."""
    require_person(membership)
    annotation = Annotation.objects.filter(
        organization=membership.organization_id, pk=pk, deleted_by=membership.user_id
    ).first()
    if annotation is None or annotation.deleted_at is None:
        raise NotFound(_("There is nothing to bring back: it is too late, or it was not deleted."))
    annotation.source = _source_of(membership, annotation)
    return annotation


def access_reply(membership: Membership, pk: UUID) -> AnnotationReply:
    """With its annotation, seen. Raises NotFound."""
    reply = _replies(pk).filter(deleted_at=None).first()
    return _seen_reply(membership, reply)


def access_own_reply(membership: Membership, pk: UUID) -> AnnotationReply:
    reply = access_reply(membership, pk)
    if reply.author_id != membership.user_id:
        raise Forbidden(_("Only who wrote a reply can change it."))
    return reply


def access_removable_reply(membership: Membership, pk: UUID) -> AnnotationReply:
    reply = access_reply(membership, pk)
    if not may_remove(membership, reply.annotation, reply.author_id):
        raise Forbidden(_("Only who wrote a reply, or who runs the class, can delete it."))
    return reply


def access_deleted_reply(membership: Membership, pk: UUID) -> AnnotationReply:
    deleted = _replies(pk).exclude(deleted_at=None)
    return _seen_reply(membership, deleted.filter(deleted_by=membership.user_id).first())


def _replies(pk: UUID) -> QuerySet[AnnotationReply]:
    return AnnotationReply.objects.select_related("author").filter(pk=pk)


def _seen_reply(membership: Membership, reply: AnnotationReply | None) -> AnnotationReply:
    if reply is None:
        raise NotFound(_("There is no such reply, or it is not yours to see."))
    reply.annotation = access_annotation(membership, reply.annotation_id)
    return reply


def require_annotate(source: Source) -> None:
    """To share and to reply takes the level; a note to oneself takes only sight."""
    if source.level < Grant.Level.ANNOTATE:
        raise Forbidden(
            _("You may read this source. Notes on it that others see are not yours to make.")
        )


def require_may_share(
    membership: Membership, source: Source, audience: str, class_id: UUID | None
) -> Class | None:
    """The class, where it is for one. Raises Forbidden, NotFound for a class out of reach."""
    if audience == Audience.PRIVATE:
        return None
    require_annotate(source)
    if audience == Audience.ORGANIZATION:
        if membership.role not in STAFF:
            raise Forbidden(_("Share it with a class of yours; only staff share with everybody."))
        return None
    classes = classes_reached_by(membership).filter(archived_at=None)
    found = classes.filter(pk=class_id).first() if class_id else None
    if found is None:
        raise NotFound(_("There is no such class, or you are not in it."))
    if not _class_allows(membership, found):
        raise Forbidden(_("Your teacher has switched this off."))
    return found


def _class_allows(membership: Membership, school_class: Class) -> bool:
    is_student = membership.role == Role.STUDENT
    return not is_student or read_class_settings(school_class).students_share_notes


def classes_to_share_with(membership: Membership) -> list[Class]:
    rows = classes_reached_by(membership).filter(archived_at=None).order_by("name", "pk")
    return [each for each in rows if _class_allows(membership, each)]

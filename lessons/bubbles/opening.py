"""Ask for a bubble: what is there is given at once, what is not is begun."""

from django.db import transaction
from django.utils.translation import gettext as _

from lessons.bubbles import making
from lessons.bubbles.paying import charge, give_back
from lessons.bubbles.rendering import take_from_cache
from lessons.bubbles.writing import is_written_at_once, new_bubble, write
from lessons.defaults import organization_strategy
from lessons.models import Bubble
from lessons.services.deleting import release_segments
from library.models import Section, Source
from library.quota import require_room_to_make
from organizations.models import Membership
from project.errors import Conflict, ProviderError


def open_bubble(membership: Membership, source: Source, section: Section, act: str) -> Bubble:
    """The organization's one bubble of this kind at the section; made now where it has none.

    act: of Bubble.Act. Raises Conflict for a source that is not read and where storage is full,
    Invalid where there is nothing to say, LimitReached where the person has asked enough for today.
    Outside transactions.
    """
    if not source.is_readable:
        raise Conflict(_("This source has not been read yet. Ask when it is ready."))
    organization = membership.organization
    fresh = new_bubble(section, source, act=act, strategy_name=organization_strategy(organization))
    fresh.organization, fresh.asked_by = organization, membership.user
    if found := current_bubble(fresh):
        return found
    write_now(fresh, section, source)
    if not fresh.is_final:
        require_room_to_make(organization.pk)
    return store(fresh, waits=membership)


def current_bubble(like: Bubble) -> Bubble | None:
    """The organization's at this place, of the source as it is now."""
    return Bubble.objects.filter(version=like.version, **_place(like)).first()


def write_now(fresh: Bubble, section: Section, source: Source) -> None:
    """Its words where nobody has to be waited for, and all the rest where the cache has it."""
    if is_written_at_once(fresh):
        write(fresh, section, source)
        _take_what_is_cached(fresh)


def _place(bubble: Bubble) -> dict:
    names = ("organization_id", "source_id", "section_id", "act", "strategy")
    return {name: getattr(bubble, name) for name in names}


def _take_what_is_cached(bubble: Bubble) -> None:
    try:
        is_whole = take_from_cache(bubble)
    except ProviderError as error:  # its language has no voice: the words can be read
        bubble.state, bubble.problem = Bubble.State.FAILED, str(error)
        return
    if is_whole:
        bubble.state = Bubble.State.DONE


def store(fresh: Bubble, *, waits: Membership | None = None) -> Bubble:
    """The row of this place: of two who ask at once, the first one's.

    waits: for whom a job is to make what is missing; with `asked_today`, where that counted as a
    question of theirs. Raises LimitReached.
    """
    values = {
        field.attname: getattr(fresh, field.attname)
        for field in Bubble._meta.concrete_fields
        if field.attname not in ("id", "created_at", "tries", *_place(fresh))
    }
    left: set[str] = set()
    with transaction.atomic():
        bubble, is_new = Bubble.objects.get_or_create(**_place(fresh), defaults=values)
        is_anew = not is_new and bubble.version != fresh.version
        if is_anew:
            left = {bubble.cache_key} - {"", fresh.cache_key}
            give_back(Bubble.objects.filter(pk=bubble.pk, state=Bubble.State.QUEUED))
            Bubble.objects.filter(pk=bubble.pk).update(**values)
            bubble.refresh_from_db()
        if waits is not None and not bubble.is_final:
            if is_new or is_anew:
                bubble.asked_today = charge(bubble, waits)
            making.enqueue(bubble)
    release_segments(left)
    return bubble


def retry_bubble(bubble: Bubble, membership: Membership) -> None:
    """Go on where it failed: what was made stays. Raises Conflict where storage is full,
    LimitReached where the person has asked enough for today."""
    if bubble.state != Bubble.State.FAILED:
        return
    require_room_to_make(bubble.organization_id)
    failed = Bubble.objects.filter(pk=bubble.pk, state=Bubble.State.FAILED)
    with transaction.atomic():
        if failed.update(state=Bubble.State.QUEUED, problem=""):
            bubble.refresh_from_db()
            bubble.asked_today = charge(bubble, membership)
            making.enqueue(bubble)

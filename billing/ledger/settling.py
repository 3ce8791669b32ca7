"""What becomes of a reservation. Each is safe to call again: only one that is held changes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from billing import registries
from billing.ledger.balances import lock_ids, move
from billing.ledger.reserving import KEPT_FOR
from billing.models import WHOLE, Movement, Reservation

BATCH = 500


@transaction.atomic
def settle(
    subject_id: UUID, *, share: float = 1.0, parts: int = 0, parts_found: int = 0
) -> Reservation | None:
    """The work on a subject is over: what was delivered is used, and the rest is given back.

    share: of the whole lesson that stands now, 0 to 1, with what earlier tries delivered.
    parts, parts_found: of the lesson, and how many of them were found ready made.
    Returns None where nothing was held for it.
    """
    held = _held(subject_id)
    if held is None:
        return None
    before = delivered_of(subject_id)
    delivered = min(max(round(share * WHOLE) - before, 0), held.amount)
    return _finish(held, delivered=delivered, parts=parts, parts_found=parts_found)


@transaction.atomic
def release(subject_ids: Iterable[UUID]) -> None:
    """The work will not be done: nothing was delivered.

    All is locked before anything changes, first what is held and then the balances, each in its
    order: two who give back several at once would else wait for each other.
    """
    found = [held for each in sorted(set(subject_ids)) if (held := _held(each))]
    lock_ids(pk for held in found for pk in _drawn_by(held))
    for held in found:
        _finish(held, delivered=0)


def delivered_of(subject_id: UUID) -> int:
    """In thousandths of a lesson, by all tries so far."""
    rows = Reservation._base_manager.filter(subject_id=subject_id)
    return rows.aggregate(total=Sum("delivered", default=0))["total"]


def expire_forgotten() -> int:
    """Free what is held for work that nobody does any more. Returns how many were freed.

    Work that waits long is not forgotten: who does it says so, see `registries.still_at_work`.
    """
    now, freed = timezone.now(), 0
    late = Reservation._base_manager.filter(state=Reservation.State.HELD, expires_at__lt=now)
    ids = list(late.order_by("expires_at").values_list("subject_id", flat=True)[:BATCH])
    busy = {pk for ask in registries.still_at_work for pk in ask(set(ids))}
    more = now + KEPT_FOR
    late.filter(subject_id__in=busy).update(expires_at=more)
    for subject_id in ids:
        if subject_id not in busy:
            freed += _expire(subject_id, now)
    return freed


@transaction.atomic
def _expire(subject_id: UUID, now: datetime) -> int:
    held = _held(subject_id, Q(expires_at__lt=now))
    if held is None:
        return 0
    _finish(held, delivered=0, state=Reservation.State.EXPIRED)
    return 1


def _held(subject_id: UUID, *also: Q) -> Reservation | None:
    rows = Reservation._base_manager.filter(*also, subject_id=subject_id)
    held = rows.filter(state=Reservation.State.HELD).order_by("created_at")
    return held.select_for_update(no_key=True).first()


def _finish(
    held: Reservation,
    *,
    delivered: int,
    parts: int = 0,
    parts_found: int = 0,
    state: str = "",
) -> Reservation:
    now = timezone.now()
    kinds, back = Movement.Kind, held.amount - delivered
    is_forgotten = state == Reservation.State.EXPIRED
    for balance in lock_ids(_drawn_by(held)).values():
        if delivered:
            move(
                balance, kinds.SETTLE, at=now, reservation_id=held.pk,
                held=-delivered, used=delivered,
            )  # fmt: skip
        if back:
            kind = kinds.EXPIRE if is_forgotten else kinds.RELEASE
            move(balance, kind, at=now, reservation_id=held.pk, held=-back)
    done = Reservation.State.SETTLED if delivered else Reservation.State.RELEASED
    held.state = state or done
    held.delivered, held.finished_at = delivered, now
    held.parts, held.parts_found = parts, parts_found
    held.save(update_fields=["state", "delivered", "finished_at", "parts", "parts_found"])
    return held


def _drawn_by(held: Reservation) -> list[int]:
    rows = Movement._base_manager.filter(reservation_id=held.pk, kind=Movement.Kind.RESERVE)
    return list(rows.values_list("balance_id", flat=True))

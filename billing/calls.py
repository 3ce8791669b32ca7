"""Ask Stripe to make something, once: the key is in the database before the question is on its way.

A crash or a lost answer leaves the row as asked; who asks for the same again sends the same, with
the same key, and gets what Stripe made the first time.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from billing.gateway import GatewayError
from billing.models import OutgoingCall

Answer = TypeVar("Answer")
KEY_LIFE = timedelta(hours=23)  # Stripe forgets a key after a day
KEPT = timedelta(days=90)


def ask(
    action: str,
    *,
    about: str,
    params: dict,
    send: Callable[[dict, str], Answer],
    keep: Callable[[Answer], object],
    find: Callable[[], Answer | None] = lambda: None,
) -> Answer:
    """send: asks Stripe with (params, key). keep: writes down what came, with the end of the call.

    about: says all in which this differs from other calls of the action. find: looks at Stripe for
    what may have been made when its key was another, for what must not be made twice even after
    the key is forgotten. Raises what `send` and `find` do.
    """
    call = _written_down(action, about, params)
    try:
        answer = find()
        if answer is None:
            answer = send(call.params, call.key)
    except GatewayError as error:
        if not error.retryable:
            _end(call, OutgoingCall.State.REFUSED, error=str(error))
        raise
    with transaction.atomic():
        keep(answer)
        _end(call, OutgoingCall.State.DONE)
    return answer


def _written_down(action: str, about: str, params: dict) -> OutgoingCall:
    asked = OutgoingCall.objects.filter(action=action, about=about, state=OutgoingCall.State.ASKED)
    old = timezone.now() - KEY_LIFE
    asked.filter(created_at__lt=old).update(
        state=OutgoingCall.State.REFUSED, error="its key is too old to be used again"
    )
    if call := asked.first():
        return call
    try:
        with transaction.atomic():
            return OutgoingCall.objects.create(action=action, about=about, params=params)
    except IntegrityError:  # another request was quicker
        return asked.get()


def _end(call: OutgoingCall, state: OutgoingCall.State, *, error: str = "") -> None:
    OutgoingCall.objects.filter(pk=call.pk).update(state=state, error=error)


def is_on_its_way(action: str, *, about: str) -> bool:
    """Whether it was asked, and its answer may still come or be had again with the same key."""
    young = timezone.now() - KEY_LIFE
    return OutgoingCall.objects.filter(
        action=action, about=about, state=OutgoingCall.State.ASKED, created_at__gte=young
    ).exists()


def delete_old() -> int:
    old = OutgoingCall.objects.filter(created_at__lt=timezone.now() - KEPT)
    return old.delete()[0]

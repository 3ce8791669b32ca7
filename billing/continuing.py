"""A request that met a limit is kept, so that one click goes on with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from billing.models import HeldRequest, Meter
from organizations.links import url_here
from organizations.models import Membership
from organizations.requests import OrganizationRequest
from organizations.scoping import unscoped
from project.errors import Conflict, LimitReached, NotFound

KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Kind:
    """go_on: asks again, as the person who asked; returns the address of what comes of it. It
    raises what asking raises.

    in_text: the payload that asks for text in place of a video; None where that is no help.
    """

    go_on: Callable[[Membership, dict], str]
    in_text: Callable[[dict], dict | None] = lambda payload: None


kinds: dict[str, Kind] = {}  # by the kind of a HeldRequest; apps add theirs


def keep_request(
    request: OrganizationRequest, error: LimitReached, *, kind: str, label: str, payload: dict
) -> HttpResponse:
    """Keep it, and show the page that says what helps."""
    same = {"person_id": request.user.pk, "kind": kind, "payload": payload, "done_at": None}
    held = HeldRequest.objects.filter(**same).first() or HeldRequest.objects.create(
        organization=request.organization,
        meter=_meter_of(error),
        label=label[:300],
        **same,
    )
    url = url_here(request, "plan:limit_detail", held.pk)
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def _meter_of(error: LimitReached) -> Meter:
    return Meter(error.reason.partition("_")[0])


def access_held(membership: Membership, pk) -> HeldRequest:
    """The person's own. Raises NotFound."""
    held = HeldRequest.objects.filter(pk=pk, person_id=membership.user_id).first()
    if held is None:
        raise NotFound(_("There is no such request, or it is not yours."))
    return held


def go_on(held: HeldRequest, membership: Membership, *, in_text: bool) -> str:
    """Ask again. Returns the address of what comes of it. Raises LimitReached where there is still
    no room, Conflict where it was done already."""
    kind = kinds[held.kind]
    payload = kind.in_text(held.payload) if in_text else held.payload
    if payload is None:
        raise Conflict(_("This cannot be made as text."))
    with transaction.atomic():
        mine = HeldRequest.objects.select_for_update().filter(pk=held.pk, done_at=None)
        if not mine.exists():
            raise Conflict(_("This has been asked for again already."))
        url = kind.go_on(membership, payload)
        HeldRequest.objects.filter(pk=held.pk).update(done_at=timezone.now())
    return url


def offers_text(held: HeldRequest) -> bool:
    return held.meter == Meter.VIDEO and kinds[held.kind].in_text(held.payload) is not None


def delete_old() -> None:
    with unscoped("requests of all organizations grow old"):
        HeldRequest.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()


def requests_of(request: HttpRequest) -> list[HeldRequest]:
    """The person's that wait, newest first."""
    rows = HeldRequest.objects.filter(person_id=request.user.pk, done_at=None)
    return list(rows.order_by("-created_at")[:10])

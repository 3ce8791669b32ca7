"""Who sees this: the panel and its doors, the same for sources, lessons and what will follow.

What is shared is described by `Shared`; its app has decided already that this person
administers it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from organizations.forms.sharing import LevelForm, ShareForm
from organizations.models import Grant, Membership, Organization
from organizations.recipients import name_of
from organizations.services import grants
from project.errors import Conflict, Invalid

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Shared:
    """audience: which of `audiences` ((key, words)) holds; chosen: the key of those where a
    list of people decides. alone: the key of those where nobody else sees it.

    urls: of the doors, by "sharing", "audience", "change" and "revoke" (with a grant's id).
    back: its own page.
    """

    subject: str
    subject_id: UUID
    title: str
    audience: str
    audiences: list[tuple[str, Words]]
    chosen: str
    alone: str
    set_audience: Callable[[str], None]
    url: Callable[..., str]
    back: str

    @property
    def is_chosen(self) -> bool:
        return self.audience == self.chosen

    @property
    def is_alone(self) -> bool:
        return self.audience == self.alone


@dataclass(frozen=True, slots=True)
class ShownGrant:
    grant: Grant
    name: str
    form: LevelForm
    change_url: str
    revoke_url: str


def panel_of(request: HttpRequest, shared: Shared, form: ShareForm | None = None) -> dict:
    """As `organizations/_sharing.html` takes it. One query for the grants, whatever they are."""
    rows = [] if shared.is_alone else grants.list_grants(shared.subject, shared.subject_id)
    return {
        "shared": shared,
        "grants": [_shown(shared, row, request.organization) for row in rows],
        "form": form or ShareForm(actor=request.membership),
        "sharing_url": shared.url("sharing"),
        "audience_url": shared.url("audience"),
    }


def _shown(shared: Shared, grant: Grant, organization: Organization) -> ShownGrant:
    until = grants.last_day(grant)
    return ShownGrant(
        grant=grant,
        name=name_of(grant, organization),
        form=LevelForm(initial={"level": grant.level, "until": until}, prefix=f"g{grant.pk.hex}"),
        change_url=shared.url("change", grant.pk),
        revoke_url=shared.url("revoke", grant.pk),
    )


def share(request: HttpRequest, shared: Shared) -> HttpResponse:
    """The panel as a page of its own; sent, it gives a grant."""
    form = ShareForm(request.POST or None, actor=request.membership)
    if request.method == "POST" and form.is_valid():
        try:
            grants.give_grant(
                subject=shared.subject,
                subject_id=shared.subject_id,
                to=form.recipient,
                level=form.cleaned_data["level"],
                by=request.membership,
                expires_at=form.expires_at,
            )
        except (Conflict, Invalid) as error:
            form.add_error(None, error.message)
        else:
            return _back(request, shared, _("It is shared."))
    context = {"nav": "", "sharing": panel_of(request, shared, form), "shared": shared}
    status = 422 if form.is_bound else 200
    return render(request, "organizations/sharing.html", context, status=status)


def change_audience(request: HttpRequest, shared: Shared) -> HttpResponse:
    audience = request.POST.get("audience", "")
    if audience not in dict(shared.audiences):
        raise Invalid(_("Choose who sees it."))
    shared.set_audience(audience)
    return _back(request, shared, _("Who sees it is changed."))


def change(request: HttpRequest, shared: Shared, grant_pk: UUID) -> HttpResponse:
    grant = grants.access_grant(shared.subject, shared.subject_id, grant_pk)
    form = LevelForm(request.POST, prefix=f"g{grant.pk.hex}")
    if not form.is_valid():
        raise Invalid(" ".join(said for errors in form.errors.values() for said in errors))
    grants.change_grant(
        grant=grant,
        level=form.cleaned_data["level"],
        by=request.membership,
        expires_at=form.expires_at,
    )
    return _back(request, shared, _("It is changed."))


def revoke(request: HttpRequest, shared: Shared, grant_pk: UUID) -> HttpResponse:
    grant = grants.access_grant(shared.subject, shared.subject_id, grant_pk)
    grants.revoke_grant(grant=grant, by=request.membership)
    return _back(request, shared, _("It is not shared with them any more."))


def _back(request: HttpRequest, shared: Shared, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return HttpResponseRedirect(f"{shared.back}#sharing")


def is_for_many(membership: Membership) -> bool:
    """Whether there is anybody to share with."""
    return membership.organization.type != Organization.Type.PERSONAL

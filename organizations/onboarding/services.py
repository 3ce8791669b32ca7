"""Save a step of an onboarding, provision it, try again, cancel."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from organizations import audit, jobs, registries
from organizations.models import Onboarding, Organization
from organizations.onboarding import provisioning, rosters
from organizations.onboarding.answers import Answers
from organizations.onboarding.checks import find_problems
from organizations.onboarding.forms import FORMS
from organizations.services.organizations import free_slug
from organizations.staged import fresh_stages
from project.errors import Conflict, Invalid

REVIEW = "review"
STEPS = (*FORMS, REVIEW)


def start_onboarding(*, by: User) -> Onboarding:
    return Onboarding.objects.create(created_by=by, updated_by=by)


@transaction.atomic
def save_step(
    onboarding: Onboarding, *, step: str, values: dict[str, Any], version: int, by: User
) -> None:
    """values: a step's cleaned values. Raises Conflict where somebody saved since `version`."""
    row = _lock(onboarding, version)
    answers = Answers.of(row).with_step(step, values)
    _change_roster(row, values.get("roster"), by)
    row.data = answers.said
    row.drafts.pop(step, None)
    row.done_steps = [each for each in FORMS if each == step or each in row.done_steps]
    row.step = STEPS[STEPS.index(step) + 1]
    _save(row, by, onboarding)


@transaction.atomic
def keep_draft(
    onboarding: Onboarding,
    *,
    step: str,
    posted: dict[str, Any],
    version: int,
    by: User,
    roster: dict | None = None,
) -> None:
    """What was posted and cannot be accepted yet: the next visit finds it, and why.

    roster: a file that came with it and can be read; it is kept as it would be otherwise.
    """
    row = _lock(onboarding, version)
    _change_roster(row, roster, by)
    row.drafts[step] = posted
    row.step = step
    _save(row, by, onboarding)


@transaction.atomic
def forget_roster(onboarding: Onboarding, *, by: User) -> None:
    rosters.set_roster(_lock(onboarding, onboarding.version), None, by=by)


def _change_roster(row: Onboarding, roster: dict | None, by: User) -> None:
    if roster and roster != row.data.get("people", {}).get("roster"):
        rosters.set_roster(row, roster, by=by)


def _lock(onboarding: Onboarding, version: int) -> Onboarding:
    row = Onboarding.objects.select_for_update().get(pk=onboarding.pk)
    if row.state != Onboarding.State.DRAFT:
        raise Conflict(_("This onboarding is no longer being filled in. Nothing was changed."))
    if row.version != version:
        raise Conflict(
            _(
                "%(who)s saved this onboarding after you had opened it (%(ago)s). What you typed "
                "is below and is not saved. Compare, then save again."
            )
            % {"who": row.updated_by or _("Somebody"), "ago": naturaltime(row.updated_at)}
        )
    return row


def _save(row: Onboarding, by: User, seen: Onboarding) -> None:
    row.version += 1
    row.updated_by = by
    row.save()
    seen.refresh_from_db()


def provision(onboarding: Onboarding, *, by: User | None) -> Organization:
    """Make the organization, closed to everybody, and queue the work that fills and opens it.

    Raises Invalid, with all that is wrong, and Conflict where it is not a draft any more.
    """
    try:
        with transaction.atomic():
            row = Onboarding.objects.select_for_update().get(pk=onboarding.pk)
            if row.state != Onboarding.State.DRAFT:
                raise Conflict(_("This onboarding is provisioned already, or was cancelled."))
            answers = Answers.of(row)
            if problems := find_problems(answers):
                raise Invalid(" ".join(f"{each.label}: {each.sentence}" for each in problems))
            row.organization = _make_organization(answers)
            row.updated_by = by
            _queue(row, Onboarding.State.PROVISIONING, provisioning.PROVISION.name)
    except IntegrityError as error:  # its address or domain was taken a moment ago
        raise Conflict(
            _("Somebody took the address or the mail domain just now. Look at step 1 again.")
        ) from error
    onboarding.refresh_from_db()
    return onboarding.organization


def _make_organization(answers: Answers) -> Organization:
    said = answers.values("organization")
    organization = Organization.objects.create(
        name=said["name"],
        slug=said.get("slug") or free_slug(said["name"]),
        type=answers.type,
        domain=said.get("domain", ""),
        is_preparing=True,
    )
    audit.record("organization.created", organization=organization, subject=organization)
    return organization


def _queue(row: Onboarding, state: str, kind: str) -> None:
    row.state, row.problem, row.finished_at = state, "", None
    row.stages = fresh_stages(tuple(each.name for each in provisioning.in_order()))
    row.save()
    jobs.enqueue(kind=kind, organization_id=row.organization_id, subject_id=row.pk, fence=row.fence)


@transaction.atomic
def try_again(onboarding: Onboarding, *, by: User) -> None:
    """Go on where it failed; what is done is not done twice."""
    row = Onboarding.objects.select_for_update().get(pk=onboarding.pk)
    if row.state != Onboarding.State.FAILED:
        raise Conflict(_("Nothing has failed here. Look at the progress."))
    row.updated_by = by
    _queue(row, Onboarding.State.PROVISIONING, provisioning.PROVISION.name)


@transaction.atomic
def cancel(onboarding: Onboarding, *, by: User) -> None:
    """Undo everything, also while it is being made. Raises Conflict once it is open."""
    row = Onboarding.objects.select_for_update().get(pk=onboarding.pk)
    row.updated_by = by
    if row.state == Onboarding.State.DRAFT:
        row.state, row.finished_at = Onboarding.State.CANCELLED, timezone.now()
        rosters.set_roster(row, None, by=by)
        row.save()
    elif row.state in (Onboarding.State.PROVISIONING, Onboarding.State.FAILED):
        # A worker that is at it has now a fence that is too low, and stops at its next write.
        row.fence += 1
        jobs.cancel(kind=provisioning.PROVISION.name, subject_id=row.pk)
        _queue(row, Onboarding.State.CANCELLING, provisioning.UNDO.name)
    elif row.state == Onboarding.State.DONE:
        raise Conflict(
            _("The organization is open, and people may be at work in it. Close it instead.")
        )


@transaction.atomic
def reopen(onboarding: Onboarding, *, by: User) -> None:
    """Begin again with the answers of one that was cancelled."""
    changed = Onboarding.objects.filter(pk=onboarding.pk, state=Onboarding.State.CANCELLED).update(
        state=Onboarding.State.DRAFT,
        step=REVIEW,
        stages={},
        stage="",
        problem="",
        finished_at=None,
        updated_by=by,
        updated_at=timezone.now(),
        version=F("version") + 1,
    )
    if not changed:
        raise Conflict(_("Only an onboarding that was cancelled can be taken up again."))


def requeue_lost() -> int:
    """Queue again what is at work and has no job. For the sweep, unscoped."""
    kinds = {
        Onboarding.State.PROVISIONING: provisioning.PROVISION.name,
        Onboarding.State.CANCELLING: provisioning.UNDO.name,
    }
    found = 0
    for row in Onboarding.objects.filter(state__in=kinds, organization__isnull=False):
        if not provisioning.has_job(row, kinds[row.state]):
            jobs.enqueue(
                kind=kinds[row.state],
                organization_id=row.organization_id,
                subject_id=row.pk,
                fence=row.fence,
            )
            found += 1
    return found


def register() -> None:
    jobs.register(provisioning.PROVISION)
    jobs.register(provisioning.UNDO)
    registries.lost_work.append(requeue_lost)

"""A roster that comes with an onboarding: what it would make, and then that it does.

Its file is kept by `organizations.onboarding.rosters` and goes with the onboarding's end.
"""

from pathlib import Path

from django.db.models import F
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from organizations import registries
from organizations.models import Membership, Organization, RosterChange, RosterImport
from organizations.onboarding.answers import Answers
from organizations.onboarding.progress import Progress
from organizations.registries import Provisioner, RosterPreview
from organizations.rosters import applying, pipeline
from organizations.rosters.planning.plan import Plan
from organizations.rosters.previewing import preview_roster
from organizations.rosters.roster import Problem
from organizations.rosters.selectors import has_changes
from organizations.rosters.services import Options, begin_applying, keep_preview, new_import
from organizations.rosters.undoing.people import entered
from organizations.rosters.work import BATCH
from project import storage

Kind, Action = RosterChange.Kind, RosterChange.Action


def show_roster(path: Path, filename: str) -> RosterPreview:
    """Raises Invalid for what is no roster."""
    plan = preview_roster(path, filename=filename)
    problems = plan.roster.problems
    is_several = len(set(plan.roster.files.values())) > 1
    warnings = [(None, str(sentence)) for sentence in plan.warnings]
    return RosterPreview(
        counts=_counts(plan),
        people=_count_members(plan),
        problems=warnings + [_said(problem, is_several) for problem in problems.kept],
        problem_count=len(warnings) + problems.count,
    )


def _counts(plan: Plan) -> list[tuple[str, int]]:
    schools, classes = plan.count(Kind.SCHOOLS, Action.CREATE), plan.count(
        Kind.CLASSES, Action.CREATE)  # fmt: skip
    people, places = _count_members(plan), plan.count(Kind.ENROLMENTS, Action.CREATE)
    return [
        (ngettext("school", "schools", schools), schools),
        (ngettext("person", "people", people), people),
        (ngettext("class", "classes", classes), classes),
        (ngettext("class place", "class places", places), places),
    ]


def _count_members(plan: Plan) -> int:
    """Whom the file calls an administrator and nothing else is left out: see `Options`."""
    return sum(
        change.kind == Kind.PEOPLE and change.action == Action.CREATE and bool(change.after["role"])
        for change in plan.changes
    )


def _said(problem: Problem, is_several: bool) -> tuple[int, str]:
    sentence = str(problem.sentence)
    return problem.line, f"{problem.file}: {sentence}" if is_several else sentence


def provision_roster(organization: Organization, answers: Answers, progress: Progress) -> None:
    if answers.roster is None:
        progress.report(0, 0)
        return
    row = _rows().first() or _read(organization, answers, progress)
    total = max((end for _first, end in row.ranges.values()), default=0)
    if pipeline.work_on(row, progress.slice):
        progress.report(total, total)
    else:
        done = sum(row.stages[name]["done"] for name in applying.STAGES)
        progress.report(done, total + 1)  # its end is a piece of work too


def _rows():
    """Nobody else enters while it is set up: there is this one."""
    return RosterImport.objects.select_related("organization")


def _read(organization: Organization, answers: Answers, progress: Progress) -> RosterImport:
    """Whole or not at all, as by `pipeline`: from here on it waits to be worked on."""
    with storage.local_copy(answers.roster.key) as path:
        row = new_import(
            organization=organization, by=answers.by, path=path, filename=answers.roster.filename
        )
        plan = preview_roster(
            path,
            filename=row.filename,
            organization=organization,
            on_lines=lambda _count: progress.slice.is_over(),  # renews the lease
        )
    with progress.holding():
        keep_preview(row, plan)
        if has_changes(row):
            row = begin_applying(roster=row, by=answers.by, options=Options())
    return row


def undo_roster(organization: Organization, answers: Answers) -> None:
    """Accounts that it made and nobody has entered; all the rest goes with the organization."""
    # A worker that is at it has now a fence that is too low, and stops at its next write.
    RosterImport.objects.update(fence=F("fence") + 1)
    made = RosterChange.objects.filter(
        kind=Kind.PEOPLE, action=Action.CREATE, state=RosterChange.State.APPLIED
    ).exclude(after__has_key="account")
    ids = list(made.values_list("person_id", flat=True))
    for start in range(0, len(ids), BATCH):
        _delete_accounts(organization, ids[start : start + BATCH])


def _delete_accounts(organization: Organization, ids: list) -> None:
    rows = Membership.objects.select_related("user").filter(user__in=ids)
    people = {person.user_id: person for person in rows.filter(organization=organization)}
    User.objects.filter(pk__in=people.keys() - entered(people)).delete()


def register() -> None:
    registries.roster_previews.append(show_roster)
    registries.provisioners.append(
        Provisioner("roster", gettext_lazy("Roster"), 60, provision_roster, undo_roster)
    )

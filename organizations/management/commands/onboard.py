import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from organizations import audit
from organizations.models import Onboarding, Organization
from organizations.onboarding import provisioning, services
from organizations.onboarding.checks import Problem
from organizations.onboarding.documents import answers_of, describe, read_document, store_roster
from organizations.onboarding.forms import FORMS
from organizations.waiting import work_until
from project.errors import Conflict, LecternError
from project.text.storable import storable


class Command(BaseCommand):
    help = "Set up an organization from a file, as the wizard of the admin does."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.yaml")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be made.")
        parser.add_argument("--wait", action="store_true", help="Until it is open, or has failed.")
        parser.add_argument("--json", action="store_true", help="Answer with one line of JSON.")

    def handle(self, *args, file, dry_run, wait, **options):
        self.as_json = options["json"]
        try:
            content = read_document(file)
            answers, problems = answers_of(content, folder=file.parent)
            if problems:
                self._refuse(problems)
            if dry_run:
                self._answer({"dry_run": True, "would_make": describe(answers)})
                return
            store_roster(answers, content, folder=file.parent)
            onboarding = _start(answers)
        except LecternError as error:
            raise CommandError(storable(error.message)) from error
        if wait:
            work_until(lambda: _is_final(onboarding), cluster=provisioning.PROVISION.cluster)
        self._answer(_report(onboarding))
        if onboarding.state == Onboarding.State.FAILED:
            raise CommandError(onboarding.problem)

    def _refuse(self, problems: list[Problem]) -> None:
        said = [f"{each.step}.{each.field}: {each.sentence}" for each in problems]
        if self.as_json:
            rows = [
                {"step": each.step, "field": each.field, "problem": each.sentence}
                for each in problems
            ]
            self.stdout.write(json.dumps({"problems": rows}))
        raise CommandError("\n".join(storable(line) for line in said))

    def _answer(self, result: dict) -> None:
        if self.as_json:
            self.stdout.write(json.dumps(result, default=str))
            return
        for key, value in result.get("would_make", result).items():
            if isinstance(value, dict):
                self.stdout.write(f"{key}:")
                for name, each in value.items():
                    self.stdout.write(f"  {name}: {each}")
            else:
                self.stdout.write(f"{key}: {value}")


@transaction.atomic
def _start(answers) -> Onboarding:
    with audit.origin(lambda: audit.Origin(door="command onboard")):
        onboarding = Onboarding.objects.create(
            data=answers.said, done_steps=list(FORMS), step=services.REVIEW
        )
        services.provision(onboarding, by=None)
    return onboarding


def _is_final(onboarding: Onboarding) -> bool:
    onboarding.refresh_from_db()
    return onboarding.state not in Onboarding.AT_WORK


def _report(onboarding: Onboarding) -> dict:
    organization: Organization | None = onboarding.organization
    if organization is None:
        raise Conflict("The onboarding was cancelled.")
    return {
        "onboarding": str(onboarding.pk),
        "state": onboarding.state,
        "organization": organization.slug,
        "problem": onboarding.problem,
        "notes": [note for stage in onboarding.stages.values() for note in stage.get("notes", ())],
    }

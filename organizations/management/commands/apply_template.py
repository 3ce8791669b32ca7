import json

from django.core.management.base import BaseCommand, CommandError

from organizations import audit
from organizations.models import Organization
from organizations.template_files import template_of
from organizations.templating.applying import apply_template, difference
from organizations.templating.difference import THEIRS, Item
from project.errors import Invalid, LecternError, NotFound
from project.text.storable import storable


class Command(BaseCommand):
    help = "Apply a template to an organization, again after an update of its file."

    def add_arguments(self, parser):
        parser.add_argument("organization", help="Its slug.")
        parser.add_argument("template", help="Its slug.")
        parser.add_argument("--dry-run", action="store_true", help="Show the difference only.")
        parser.add_argument(
            "--replace",
            action="append",
            default=[],
            metavar="PART:KEY",
            help="Make this as the file says although people have changed it since.",
        )
        parser.add_argument("--json", action="store_true", help="Answer with one line of JSON.")

    def handle(self, *args, organization, template, dry_run, replace, **options):
        try:
            row = _organization(organization)
            chosen = template_of(template)
            _check(replace, difference(row, chosen))
            if dry_run:
                items = difference(row, chosen)
            else:
                with audit.origin(lambda: audit.Origin(door="command apply_template")):
                    items = apply_template(
                        organization=row, template=chosen, by=None, replace=replace
                    )
        except LecternError as error:
            raise CommandError(storable(error.message)) from error
        if options["json"]:
            answer = {"template": chosen.slug, "version": chosen.version, "dry_run": dry_run}
            items = [{"id": each.id, "what": each.what} for each in items]
            self.stdout.write(json.dumps(answer | {"items": items}))
        else:
            for item in items:
                self.stdout.write(f"{item.what:7} {item.id}")


def _organization(slug: str) -> Organization:
    row = Organization.objects.live().filter(slug=slug).first()
    if row is None:
        raise NotFound(f"There is no organization with the address “{slug}”.")
    return row


def _check(replace: list[str], items: list[Item]) -> None:
    theirs = {item.id for item in items if item.what in THEIRS}
    if unknown := [each for each in replace if each not in theirs]:
        raise Invalid(
            f"Nobody has changed {', '.join(unknown)} here. What people have changed: "
            f"{', '.join(sorted(theirs)) or 'nothing'}."
        )

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from library.storage_report import OrganizationReport, report_store
from organizations.models import Organization


class Command(BaseCommand):
    help = (
        "What uses the store: of each organization by kind, by person, the largest sources and "
        "what cleaning would free; counted by rows, and stored by walking the store."
    )

    def add_arguments(self, parser):
        parser.add_argument("--organization", default="", help="The slug of the only one shown.")
        parser.add_argument("--json", action="store_true", help="All sizes in bytes.")

    def handle(self, *args, **options):
        slug = options["organization"]
        if slug and not Organization.objects.filter(slug=slug).exists():
            raise CommandError(f"There is no organization {slug}.")
        report = report_store(slug=slug)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False))
            return
        for each in report.organizations:
            self._tell(each)
        self._line("Catalogue", report.catalogue.counted, report.catalogue.stored)
        self.stdout.write(f"The whole store: {_size(report.total)}")
        self.stdout.write(f"Counted to nobody: {_size(report.uncounted)}")

    def _tell(self, each: OrganizationReport) -> None:
        limit = "no limit" if each.limit_bytes is None else _size(each.limit_bytes)
        self.stdout.write(f"{each.name} ({each.slug}): {_size(each.counted)} of {limit}")
        for kind in each.kinds:
            self._line(f"  {kind.words}", kind.counted, kind.stored)
        named = (("By person", each.people), ("Largest sources", each.biggest),
                 ("To be freed", each.to_free))  # fmt: skip
        for title, rows in named:
            self.stdout.write(f"  {title}")
            for words, size in rows:
                self.stdout.write(f"    {words or 'nobody in particular'}: {_size(size)}")

    def _line(self, words: str, counted: int, stored: int) -> None:
        self.stdout.write(f"{words}: {_size(counted)} counted, {_size(stored)} stored")


def _size(size_bytes: int) -> str:
    return filesizeformat(size_bytes).replace("\xa0", " ")

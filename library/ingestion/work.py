"""What a stage of ingestion is given: the source, where its file is, the right to write."""

from functools import cached_property
from pathlib import Path

from django.db.models import QuerySet

from library.ingestion.parsers.registry import RECORDED
from library.ingestion.stages.recordings.document import local_document
from library.ingestion.workspace import local_captions, open_workspace
from library.models import Ingestion, Source
from organizations.slices import LeaseLost, Slice
from organizations.staged import StagedWork


class Work(StagedWork):
    """One worker's slice of one ingestion."""

    row: Ingestion
    extra_fields = ("receipt",)

    def __init__(self, source: Source, ingestion: Ingestion, slice_: Slice):
        super().__init__(ingestion, slice_)
        self.source = source

    @cached_property
    def path(self) -> Path:
        """The file, or the unpacked folder, on this machine."""
        return open_workspace(self.source)

    @cached_property
    def words(self) -> tuple[str, Path]:
        """The kind and the path of what its words are read from: of a recording what was found in
        it, else the captions that people gave it, else the file itself."""
        if self.source.kind in RECORDED:
            return self.source.kind, local_document(self.source)
        if self.source.captions_key:
            return "captions", local_captions(self.source)
        return self.source.kind, self.path

    def is_over(self) -> bool:
        """Raises LeaseLost where nobody wants the source any more."""
        if not _wanted(self.source).exists():
            raise LeaseLost(f"source {self.source.pk} is gone")
        return super().is_over()

    def save_source(self, *fields: str) -> None:
        """Inside `writing`. Raises LeaseLost where the source is being deleted."""
        if not _wanted(self.source).update(**{f: getattr(self.source, f) for f in fields}):
            raise LeaseLost(f"source {self.source.pk} is gone")


def _wanted(source: Source) -> QuerySet[Source]:
    return Source.objects.filter(pk=source.pk).exclude(state=Source.State.DELETING)

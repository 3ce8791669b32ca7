"""A book's tree, its pages, and what a page shows.

Ids are derived from the source and the place (`library.ingestion.keys`), so that a stage that
runs twice writes the same rows.
"""

from django.db import models

from library.ingestion.parsers.base import PageOutcome, SectionKind
from library.models.source import SourceChild


class StructureNode(SourceChild):
    """start_page, end_page: first and last page index, both included."""

    class Kind(models.TextChoices):
        BOOK = "book", "Book"
        UNIT = "unit", "Unit"
        CHAPTER = "chapter", "Chapter"
        SECTION = "section", "Section"

    id = models.UUIDField(primary_key=True, editable=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    position = models.PositiveIntegerField(help_text="In reading order, from 0, the book itself.")
    depth = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=500)
    start_page = models.PositiveIntegerField()
    end_page = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "position"], name="node_position_once"),
            models.UniqueConstraint(fields=["source", "id"], name="node_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Page(SourceChild):
    """A sheet, or a module of a book that has no pages, or a stretch of a recording.

    index: from 0, the sheet. label: as printed; of a stretch when it begins ("12:31").
    width, height: points, 0 without pages. start_s, end_s: of a stretch, seconds.
    text: its sections' texts in reading order; atoms point into it.
    layout: the blocks as extracted, until the book is ready.
    summary: of a scene, by the language model summary_by; not its words, and never cited.
    confidence: 0 to 1, of a page whose text was recognised on a picture.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    index = models.PositiveIntegerField()
    label = models.CharField(max_length=40)
    title = models.CharField(max_length=500, blank=True)
    width = models.FloatField(default=0)
    height = models.FloatField(default=0)
    outcome = models.CharField(max_length=8, choices=[(o.value, o.value) for o in PageOutcome])
    note = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    layout = models.JSONField(null=True, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    summary = models.CharField(max_length=400, blank=True)
    summary_by = models.CharField(max_length=100, blank=True)
    start_s = models.FloatField(null=True, blank=True)
    end_s = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "index"], name="page_index_once"),
            models.UniqueConstraint(fields=["source", "id"], name="page_by_source"),
        ]

    def __str__(self) -> str:
        return f"page {self.label}"


class Section(SourceChild):
    """What a page shows at one place: a paragraph, a heading, a figure with its caption.

    position: on its page, from 1; odd ones are the left teacher's, even ones the right's.
    lines: [[start, end, x0, y0, x1, y1], …], characters of `text` and points on the page; of a
        page that was recognised one for each word. Of a stretch of a recording
        [[start, end, from, to], …], a caption or a word each, from and to in seconds.
    start: where its text begins in the page's text.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="sections")
    node = models.ForeignKey(
        StructureNode, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    page_index = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in SectionKind])
    level = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True)
    start = models.PositiveIntegerField(default=0)
    box = models.JSONField(null=True, blank=True)
    lines = models.JSONField(default=list)
    media = models.CharField(max_length=255, blank=True)
    alt = models.TextField(blank=True)
    # It goes on at the top of the next page.
    continues = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "page", "position"], name="section_place_once"
            ),
            models.UniqueConstraint(fields=["source", "id"], name="section_by_source"),
        ]
        indexes = [
            models.Index(fields=["source", "page_index", "position"], name="section_order"),
            models.Index(fields=["node"], name="section_node"),
        ]

    def __str__(self) -> str:
        return f"section {self.position} of page {self.page_index}"

    @property
    def stop(self) -> int:
        """Where its text ends in the page's text."""
        return self.start + len(self.text)

    @property
    def side(self) -> str:
        return "left" if self.position % 2 else "right"

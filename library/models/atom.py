"""What is searched."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from pgvector import SparseVector
from pgvector.django import HalfVectorField, HnswIndex, SparseVectorField

from library.models.source import SourceChild
from library.models.structure import StructureNode

TERM_DIMENSIONS = 1_000_000_000  # pgvector's most; terms are hashed into it
MINILM, MINILM_DIMENSIONS = "all-minilm-l6-v2-int8", 384


def sparse_vector(weights: dict[int, float]) -> SparseVector:
    """weights by term id, which counts from 1 as PostgreSQL does; the class counts from 0."""
    return SparseVector({term - 1: weight for term, weight in weights.items()}, TERM_DIMENSIONS)


class ContentAtom(SourceChild):
    """A passage of about 512 tokens that one can search, cite and draw.

    spans: [{"page": index, "start": c, "end": c, "boxes": [[x0, y0, x1, y1], …]}, …],
        characters of the page's text and points on the page; in a source of time also
        "time": [from, to], seconds.
    terms: lexemes with positions left out, for candidates; weights: BM25 by term id.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    node = models.ForeignKey(
        StructureNode, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    position = models.PositiveIntegerField()
    text = models.TextField()
    language = models.CharField(max_length=12, blank=True)
    token_count = models.PositiveIntegerField()
    page_start = models.PositiveIntegerField()
    page_end = models.PositiveIntegerField()
    spans = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    terms = SearchVectorField(null=True)
    weights = SparseVectorField(dimensions=TERM_DIMENSIONS, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "position"], name="atom_position_once"),
            models.UniqueConstraint(fields=["source", "id"], name="atom_by_source"),
        ]
        indexes = [
            GinIndex(fields=["terms"], name="atom_terms"),
            models.Index(fields=["node"], name="atom_node"),
        ]

    def __str__(self) -> str:
        return f"atom {self.position} of {self.source_id}"


class Embedding(SourceChild):
    """The vector of an atom by one model; models can stand side by side.

    The column has no fixed dimension, so each model has its own partial HNSW index over a
    cast. A query has to repeat the cast and the model, or PostgreSQL reads the whole table.
    """

    atom = models.ForeignKey(ContentAtom, on_delete=models.CASCADE, related_name="embeddings")
    model = models.CharField(max_length=60)
    content_hash = models.CharField(max_length=64)
    vector = HalfVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "atom", "model"], name="embedding_once_per_source"
            )
        ]
        indexes = [
            models.Index(fields=["model", "content_hash"], name="embedding_reuse"),
            models.Index(fields=["source", "model"], name="embedding_source"),
            HnswIndex(
                OpClass(
                    Cast("vector", HalfVectorField(dimensions=MINILM_DIMENSIONS)),
                    name="halfvec_ip_ops",
                ),
                name="embedding_minilm",
                m=16,
                ef_construction=64,
                condition=Q(model=MINILM),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} of {self.atom_id}"


class TermFrequency(SourceChild):
    """In how many atoms of a source a term occurs: summed over a scope it gives the IDF.

    The empty term counts them all: how many atoms of the source are in the language.
    Kept per source, so that nothing of one organization shows in the ranking of another.
    """

    language = models.CharField(max_length=12, blank=True)
    term = models.CharField(max_length=80)
    atoms = models.PositiveIntegerField()

    class Meta:
        constraints = [
            # By term first: a search asks for ten terms in a thousand sources.
            models.UniqueConstraint(fields=["language", "term", "source"], name="term_once")
        ]
        indexes = [
            models.Index(
                fields=["source"],
                condition=Q(term=""),
                include=["language", "atoms"],
                name="term_totals",
            )
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.atoms}"

from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass

import numpy as np
from django.conf import settings

from library.ingestion.work import Work
from library.models import ContentAtom, Embedding
from project.databases import release_connections
from project.providers.base import Embedder
from project.providers.calls import for_purpose
from project.providers.registry import embedder

BATCH_ATOMS = 64  # about two seconds on two cores: what a killed worker loses at most


def run(work: Work) -> None:
    """A vector for each atom; one whose text the model has seen before is copied.

    While a batch is written the next one is computed: writing leaves the processors idle.
    """
    total, done = ContentAtom.objects.filter(source=work.source).count(), work.done("embed")
    with for_purpose("ingestion.embed"), ThreadPoolExecutor(1) as ahead:
        batch = _Batch.begin(work, done, ahead)
        while batch:
            vectors = batch.vectors()
            done += len(batch.atoms)
            following = None if work.is_over() else _Batch.begin(work, done, ahead)
            with work.writing("embed", done=done, total=total):
                Embedding.objects.bulk_create(
                    [_row(work, atom, vectors[atom.content_hash]) for atom in batch.atoms],
                    update_conflicts=True,  # an earlier reading may have had another text
                    unique_fields=["source", "atom", "model"],
                    update_fields=["content_hash", "vector"],
                )
            batch = following
    if not total:
        with work.writing("embed", done=0, total=0):
            pass


@dataclass
class _Batch:
    """Atoms, the vectors that are known of them, and those that are being computed."""

    atoms: list[ContentAtom]
    known: dict[str, np.ndarray]
    missing: list[str]
    computed: Future | None

    @classmethod
    def begin(cls, work: Work, position: int, ahead: ThreadPoolExecutor) -> "_Batch | None":
        """Read the batch from this position on and have it computed; None behind the last."""
        rest = ContentAtom.objects.filter(source=work.source, position__gte=position)
        atoms = list(rest.order_by("position").only("text", "content_hash")[:BATCH_ATOMS])
        if not atoms:
            return None
        texts = {atom.content_hash: atom.text for atom in atoms}
        known = _known(list(texts))
        missing = [key for key in texts if key not in known]
        model = embedder(settings.EMBEDDER)
        wanted = [texts[key] for key in missing]
        # With whose work this is: a model elsewhere costs something.
        computed = ahead.submit(copy_context().run, _embed, model, wanted) if wanted else None
        return cls(atoms, known, missing, computed)

    def vectors(self) -> dict[str, np.ndarray]:
        """content hash -> (dimensions,) float32"""
        if self.computed is None:
            return self.known
        return self.known | dict(zip(self.missing, self.computed.result(), strict=True))


def _embed(model: Embedder, texts: list[str]) -> np.ndarray:
    """In the other thread, which ends without anybody to close its connections."""
    try:
        return model.embed_passages(texts)
    finally:
        release_connections()


def _known(hashes: list[str]) -> dict[str, np.ndarray]:
    """Vectors of equal texts are equal whoever they belong to: nothing is shown by them."""
    rows = (
        Embedding._base_manager.filter(model=settings.EMBEDDER, content_hash__in=hashes)
        .distinct("content_hash")
        .values_list("content_hash", "vector")
    )
    return {key: np.asarray(vector, np.float32) for key, vector in rows}


def _row(work: Work, atom: ContentAtom, vector: np.ndarray) -> Embedding:
    return Embedding(
        source=work.source,
        organization_id=work.source.organization_id,
        atom=atom,
        model=settings.EMBEDDER,
        content_hash=atom.content_hash,
        vector=vector,
    )

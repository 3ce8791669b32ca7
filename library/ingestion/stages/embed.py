import logging
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass

import numpy as np

from library.embeddings.current import names_written
from library.embeddings.vectors import known_vectors, write_vectors
from library.ingestion.stages.index import index_batch
from library.ingestion.work import Work
from library.models import ContentAtom
from project.databases import release_connections
from project.errors import ProviderError
from project.providers.calls import for_purpose
from project.providers.registry import embedder

log = logging.getLogger(__name__)

BATCH_ATOMS = 64  # about a second and a half on two cores
AT_ONCE = 2  # batches being computed: what a killed worker loses at most


def run(work: Work) -> None:
    """Vectors for each atom, of the model in use and of those that are kept beside it; one whose
    text the model has seen before is copied.

    Reading, tokenizing and writing leave processors idle, so that the next batch is begun before
    this one has been computed, and words are indexed meanwhile.
    """
    total, done = ContentAtom.objects.filter(source=work.source).count(), work.done("embed")
    models = names_written()
    with for_purpose("ingestion.embed"), ThreadPoolExecutor(AT_ONCE) as ahead:
        batch = _Batch.begin(work, models, done, ahead)
        while batch:
            done += len(batch.atoms)
            following = None if work.is_over() else _Batch.begin(work, models, done, ahead)
            if not work.is_done("index"):
                index_batch(work)
            found = [(each.model, each.vectors()) for each in batch.sought]
            with work.writing("embed", done=done, total=total):
                for model, vectors in found:
                    if vectors is not None:
                        write_vectors(model, batch.atoms, vectors)
            batch = following
    if not total:
        with work.writing("embed", done=0, total=0):
            pass


@dataclass
class _Sought:
    """Vectors of a batch's texts: those that the model has made before, and the others' to come."""

    model: str
    is_needed: bool
    known: dict[str, np.ndarray]
    missing: list[str]
    computed: Future | None

    def vectors(self) -> dict[str, np.ndarray] | None:
        """content hash -> (dimensions,) float32. None where a model that only stands beside the
        one in use fails: reading goes on, and filling it finds what is missing."""
        try:
            computed = self.computed.result() if self.computed else ()
        except ProviderError:
            if self.is_needed:
                raise
            log.warning("no vectors of %s for now", self.model, exc_info=True)
            return None
        return self.known | dict(zip(self.missing, computed, strict=True))


@dataclass
class _Batch:
    """Atoms, and what is sought for them under each model."""

    atoms: list[ContentAtom]
    sought: list[_Sought]

    @classmethod
    def begin(
        cls, work: Work, models: list[str], position: int, ahead: ThreadPoolExecutor
    ) -> "_Batch | None":
        """Read the batch from this position on and have it computed; None behind the last.

        models: the one in use first.
        """
        rest = ContentAtom.objects.filter(source=work.source, position__gte=position)
        fields = ("text", "content_hash", "source_id", "organization_id")
        atoms = list(rest.order_by("position").only(*fields)[:BATCH_ATOMS])
        if not atoms:
            return None
        texts = {atom.content_hash: atom.text for atom in atoms}
        return cls(atoms, [_seek(model, models[0], texts, ahead) for model in models])


def _seek(model: str, in_use: str, texts: dict[str, str], ahead: ThreadPoolExecutor) -> _Sought:
    known = known_vectors(model, list(texts))
    missing = [key for key in texts if key not in known]
    wanted = [texts[key] for key in missing]
    # With whose work this is: a model elsewhere costs something.
    computed = ahead.submit(copy_context().run, _embed, model, wanted) if wanted else None
    return _Sought(model, model == in_use, known, missing, computed)


def _embed(model: str, texts: list[str]) -> np.ndarray:
    """In the other thread, which ends without anybody to close its connections."""
    try:
        return embedder(model).embed_passages(texts)
    finally:
        release_connections()

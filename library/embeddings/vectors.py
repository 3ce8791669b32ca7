"""Vectors of passages under one model: those that are known already, and their rows."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from library.models import ContentAtom, Embedding, Source


def known_vectors(model: str, hashes: list[str]) -> dict[str, np.ndarray]:
    """content hash -> (dimensions,) float32, of the texts that this model has seen before.

    Vectors of equal texts are equal whoever they belong to: nothing is shown by them.
    """
    rows = (
        Embedding._base_manager.filter(model=model, content_hash__in=hashes)
        .distinct("content_hash")
        .values_list("content_hash", "vector")
    )
    return {key: np.asarray(vector, np.float32) for key, vector in rows}


def write_vectors(
    model: str, atoms: Iterable[ContentAtom], vectors: Mapping[str, np.ndarray]
) -> None:
    """One row an atom; what an earlier text of it left is replaced. Inside a transaction."""
    Embedding._base_manager.bulk_create(
        [
            Embedding(
                source_id=atom.source_id,
                organization_id=atom.organization_id,
                atom_id=atom.pk,
                model=model,
                content_hash=atom.content_hash,
                vector=vectors[atom.content_hash],
            )
            for atom in atoms
        ],
        update_conflicts=True,
        unique_fields=["source", "atom", "model"],
        update_fields=["content_hash", "vector"],
    )


def passages() -> QuerySet[ContentAtom, Any]:
    """Of all organizations and the catalogue, but for sources that are being deleted."""
    return ContentAtom._base_manager.exclude(source__state=Source.State.DELETING)


def missing(model: str) -> QuerySet[ContentAtom, Any]:
    """Passages without a vector of the text that they have now."""
    own = Embedding._base_manager.filter(
        model=model,
        source_id=OuterRef("source_id"),
        atom_id=OuterRef("pk"),
        content_hash=OuterRef("content_hash"),
    )
    return passages().filter(~Exists(own))

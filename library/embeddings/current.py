"""The model whose vectors are searched. A row says it, so that a switch needs no restart."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

from library.models import EmbeddingModel
from organizations.scoping import once_in_brief

_tried: ContextVar[str | None] = ContextVar("tried_embedding_model", default=None)


def name_in_use() -> str:
    """Asked anew for each request, answer and batch: web and workers see a switch at once.

    Until a row says which, it is the initial one of the settings.
    """
    if tried := _tried.get():
        return tried
    return once_in_brief("embedding model", row_name) or settings.EMBEDDER


def row_name() -> str | None:
    rows = EmbeddingModel.objects.filter(state=EmbeddingModel.State.IN_USE)
    return rows.values_list("name", flat=True).first()


def names_written() -> list[str]:
    """What a text that is read now is embedded with: the model in use first, then those beside it.

    Asked after the text is stored. Whatever was stored before a filling began is found by it; what
    comes later is embedded here: between the two nothing is left out.
    """
    in_use = name_in_use()
    beside = EmbeddingModel.objects.written().exclude(name=in_use).order_by("name")
    return [in_use, *beside.values_list("name", flat=True)]


@contextmanager
def trying(name: str) -> Iterator[None]:
    """Inside, searches of this thread use that model: to see how well it does before the switch."""
    token = _tried.set(name)
    try:
        yield
    finally:
        _tried.reset(token)

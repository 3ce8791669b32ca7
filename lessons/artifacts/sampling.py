"""Items of some parts of a source, without keeping them: for scripts and for looking at."""

from collections.abc import Sequence

from django.utils import translation

from lessons.artifacts.pages import page_texts
from lessons.artifacts.reading import read
from lessons.artifacts.recipes import make
from lessons.models import LessonRequest
from lessons.selectors import node_of
from lessons.strategies import registry as strategies
from library.embeddings.current import name_in_use
from library.models import Source
from project.languages import interface_language
from project.providers.registry import embedder


def sample_items(source: Source, node_ids: Sequence, *, kind: str, count: int) -> list[dict]:
    """As many as the parts give, at most `count`. Raises NotFound for a node of another source."""
    language = source.language or "en"
    parts = [LessonRequest(source_id=source.pk, node_id=node_of(source, pk).pk) for pk in node_ids]
    with translation.override(interface_language(language)):
        reading = read(source, parts, language=language)
        reading.strategy = strategies.DEFAULT
        drafts = make(
            kind,
            reading,
            count=count,
            embedder=embedder(name_in_use()),
            page_text=page_texts(),
            seed=str(source.pk),
        )
    return [
        {
            "kind": str(draft.kind),
            "stem": draft.stem,
            "options": draft.options,
            "key": draft.key,
            "explanation": draft.explanation,
            "difficulty": draft.difficulty,
            "points": draft.points,
            "citation": draft.citation(),
        }
        for draft in drafts
    ]

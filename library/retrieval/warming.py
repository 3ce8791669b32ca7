"""The models on this machine that a query needs, loaded before the first one."""

from django.conf import settings

from project.providers.registry import embedder, runs_here
from project.text.language import find_language

SAMPLE = "Words in which a query could be asked, enough of them to tell a language by."


def load_models() -> None:
    find_language(SAMPLE)
    if runs_here(settings.EMBEDDER):
        embedder(settings.EMBEDDER).embed_query(SAMPLE)

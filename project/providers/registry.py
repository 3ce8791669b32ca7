"""Names of providers, as settings give them; a provider is imported when it is used.

To add one: a file beside this one, and a line in its table.
"""

from functools import cache
from importlib import import_module

from django.utils.translation import gettext as _

from project.errors import ProviderError
from project.providers.base import ChatModel, Embedder, Reranker, Speech

EMBEDDERS = {
    "all-minilm-l6-v2-int8": "project.providers.embedded.minilm_embedder.MiniLMEmbedder",
    "hashing-384": "project.providers.embedded.hashing_embedder.HashingEmbedder",
}
CHAT_MODELS = {
    "extractive": "project.providers.embedded.extractive.ExtractiveChatModel",
}
RERANKERS: dict[str, str] = {}
SPEECH = {
    "espeak-ng": "project.providers.embedded.espeak.EspeakSpeech",
}


@cache
def embedder(name: str) -> Embedder:
    """The one embedder of this name in this process. Raises ProviderError."""
    return _load(EMBEDDERS, "embedder", name)()


@cache
def chat_model(name: str, *, embedder_name: str) -> ChatModel:
    """The one chat model of this name over that embedder. Raises ProviderError."""
    return _load(CHAT_MODELS, "chat model", name)(embedder(embedder_name))


@cache
def reranker(name: str) -> Reranker:
    """The one reranker of this name in this process. Raises ProviderError."""
    return _load(RERANKERS, "reranker", name)()


@cache
def speech(name: str) -> Speech:
    """The one voice engine of this name in this process. Raises ProviderError."""
    return _load(SPEECH, "voice", name)()


def _load(table: dict[str, str], kind: str, name: str) -> type:
    if name not in table:
        known = ", ".join(sorted(table))
        raise ProviderError(
            _("There is no provider named “%(name)s” for “%(kind)s”. Set it to one of: %(known)s.")
            % {"name": name, "kind": kind, "known": known},
            retryable=False,
        )
    module, _dot, attribute = table[name].rpartition(".")
    return getattr(import_module(module), attribute)

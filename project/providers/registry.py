"""Names of providers, as settings give them; a provider is imported when it is used.

To add one that runs here: a file in `embedded/`, and a line in its table. Others are endpoints
that the environment names, see `endpoints.py`.
"""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from project.errors import ProviderError
from project.providers.base import (
    ChatModel,
    Embedder,
    Moderator,
    Reranker,
    Speech,
    Transcriber,
)
from project.providers.endpoints import Endpoint

if TYPE_CHECKING:
    from project.providers.chain import Chain, Link

EMBEDDERS = {
    "all-minilm-l6-v2-int8": "project.providers.embedded.minilm_embedder.MiniLMEmbedder",
    "hashing-384": "project.providers.embedded.hashing_embedder.HashingEmbedder",
}
CHAT_MODELS = {
    "extractive": "project.providers.embedded.extractive.ExtractiveChatModel",
}
SPEECH = {
    "espeak-ng": "project.providers.embedded.espeak.EspeakSpeech",
}
TRANSCRIBERS = {
    "pocketsphinx": "project.providers.embedded.pocketsphinx.PocketsphinxTranscriber",
    "faster-whisper": "project.providers.embedded.whisper.WhisperTranscriber",
}


def embedder(name: str) -> Embedder:
    """The embedder of this name. Raises ProviderError."""
    if endpoint := _endpoint(name, EMBEDDERS):
        from project.providers.remote_embedder import RemoteEmbedder

        return RemoteEmbedder(endpoint)
    return _embedded_embedder(name)


def runs_here(name: str) -> bool:
    """Whether an embedder is one of this machine's, and asks nobody."""
    return name in EMBEDDERS


def chat_model(name: str, *, embedder_name: str) -> "Chain":
    """The chain of these names, separated by commas. Raises ProviderError."""
    from project.providers.chain import Chain

    return Chain([_link(each, embedder_name) for each in names_in(name)])


def reranker(name: str) -> Reranker:
    """An endpoint's, or that of a file whose path ends in .onnx. Raises ProviderError."""
    if name.endswith(".onnx"):
        return _onnx_reranker(name)
    endpoint = _endpoint(name, {})
    if endpoint is None:
        raise _unknown("reranker", name, settings.MODEL_ENDPOINTS)
    from project.providers.remote_reranker import RemoteReranker

    return RemoteReranker(endpoint)


def moderator(names: str) -> Moderator:
    """The chain of these endpoints, separated by commas. Raises ProviderError."""
    from project.providers.remote_moderator import ModeratorChain, RemoteModerator

    found = {name: _endpoint(name, {}) for name in names_in(names)}
    for name, endpoint in found.items():
        if endpoint is None:
            raise _unknown("moderator", name, settings.MODEL_ENDPOINTS)
    return ModeratorChain([RemoteModerator(each) for each in found.values() if each])


@cache
def speech(name: str) -> Speech:
    """The one voice engine of this name in this process. Raises ProviderError."""
    return _load(SPEECH, "voice", name)()


def transcriber(names: str) -> Transcriber:
    """The chain of these names, separated by commas. Raises ProviderError."""
    from project.providers.transcriber_chain import TranscriberChain

    return TranscriberChain([_transcriber(name) for name in names_in(names)])


def names_in(chain: str) -> list[str]:
    return [name.strip() for name in chain.split(",") if name.strip()]


def notice_of(model: str) -> str:
    """What a page says of the model that wrote a text on it, in the reader's language."""
    if not model:
        return ""
    if model in CHAT_MODELS:
        return _(extractive_notice())
    from project.providers.openai_compatible import WRITTEN_BY

    return _(WRITTEN_BY) % {"model": model}


def notice_of_transcript(transcriber: str) -> str:
    """What a page says of the words that a recogniser here wrote down; empty for others."""
    from project.providers.embedded.pocketsphinx import NAME, NOTICE

    return _(NOTICE) if transcriber == NAME else ""


def has_language_model() -> bool:
    """Whether any of the chain writes in words of its own."""
    return any(name not in CHAT_MODELS for name in names_in(settings.CHAT_MODEL))


def extractive_notice() -> str:
    """What is true of text in the sources' own sentences, not translated yet."""
    from project.providers.embedded.extractive import ExtractiveChatModel

    if has_language_model():
        return ExtractiveChatModel.notice_beside
    return ExtractiveChatModel.notice


def _link(name: str, embedder_name: str) -> "Link":
    from project.providers.chain import Link

    if endpoint := _endpoint(name, CHAT_MODELS):
        from project.providers.openai_compatible import OpenAICompatibleChatModel

        return Link(OpenAICompatibleChatModel(endpoint), endpoint)
    return Link(_embedded_chat_model(name, embedder_name))


def _transcriber(name: str) -> Transcriber:
    if endpoint := _endpoint(name, TRANSCRIBERS):
        from project.providers.remote_transcriber import RemoteTranscriber

        return RemoteTranscriber(endpoint)
    return _load(TRANSCRIBERS, "transcriber", name)()


@cache
def _embedded_embedder(name: str) -> Embedder:
    return _load(EMBEDDERS, "embedder", name)()


@cache  # with the sentences it knows already
def _embedded_chat_model(name: str, embedder_name: str) -> ChatModel:
    return _load(CHAT_MODELS, "chat model", name)(embedder(embedder_name))


@cache
def _onnx_reranker(path: str) -> Reranker:
    from project.providers.onnx_reranker import OnnxReranker

    return OnnxReranker(Path(path))


def _endpoint(name: str, table: dict[str, str]) -> Endpoint | None:
    """None where the name is one of the table: what is here is never taken for a server."""
    return None if name in table else settings.MODEL_ENDPOINTS.get(name)


def _load(table: dict[str, str], kind: str, name: str) -> type:
    if name not in table:
        raise _unknown(kind, name, [*table, *settings.MODEL_ENDPOINTS])
    module, _dot, attribute = table[name].rpartition(".")
    return getattr(import_module(module), attribute)


def _unknown(kind: str, name: str, known) -> ProviderError:
    return ProviderError(
        _("There is no provider named “%(name)s” for “%(kind)s”. Set it to one of: %(known)s.")
        % {"name": name, "kind": kind, "known": ", ".join(sorted(known))},
        retryable=False,
    )

"""What a search gave before: vectors of queries for a day, results for an hour.

A result's key holds all that it depends on: whose search it is, every source in scope with its
version and state, the model in use, the settings, and the code of retrieval itself. So a source
that is added, read again, edited or deleted, a subscription or a grant that comes or goes, a
switch of the model and a new release each drop what they concern at once. Persons need no place in
it: what they may see is decided before, and its sources are in the key one by one; two people who
may search the same sources of one organization get the same result.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from datetime import timedelta
from functools import cache, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

import numpy as np
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

import project.text
from library.embeddings.current import name_in_use
from library.retrieval.queries import Scope
from library.standing import standing
from organizations.scoping import Unscoped, current_organization_id, once_in_brief
from project import caching, databases
from project.providers.registry import embedder, runs_here

KEEP_VECTORS = timedelta(hours=24)
KEEP_RESULTS = timedelta(hours=1)
SETTINGS = ("RERANK", "RETRIEVAL", "SEARCH")  # how the names of those begin that search obeys
REPLICAS_LAG = timedelta(minutes=1)  # at most, where they are well

Options = ParamSpec("Options")
Results = TypeVar("Results")

_bypassed: ContextVar[bool] = ContextVar("caches_bypassed", default=False)


@contextmanager
def bypassed() -> Iterator[None]:
    """Inside, everything is computed: for measuring, and for trying a model or a setting."""
    token = _bypassed.set(True)
    try:
        yield
    finally:
        _bypassed.reset(token)


def query_vector(model: str, query: str) -> np.ndarray:
    """(dimensions,) float32, unit length. Raises ProviderError.

    That of a model on this machine is computed: it takes less than to ask a cache and tell it.
    """
    if _bypassed.get() or runs_here(model):
        return embedder(model).embed_query(query)
    key = caching.key_of("vector", model=model, query=query)
    kept = caching.get(key)
    if kept is not caching.MISSING:
        return np.frombuffer(kept, np.float32)
    vector = np.asarray(embedder(model).embed_query(query), np.float32)
    caching.put(key, vector.tobytes(), keep=KEEP_VECTORS)
    return vector


def keeping_results(
    search: Callable[Concatenate[str, Options], Results],
) -> Callable[Concatenate[str, Options], Results]:
    """A search (query, *, scope, …) that is asked anew only when something has changed.

    Of several who ask the same at once, one searches and the others wait for its result.
    """

    @wraps(search)
    def kept(query: str, *args: Options.args, **options: Options.kwargs) -> Results:
        version = scope_version(options["scope"])  # type: ignore[arg-type]
        if version is None or _bypassed.get():
            return search(query, *args, **options)
        asked = {name: value for name, value in options.items() if name != "scope"}
        key = caching.key_of(
            "results",
            query=" ".join(query.split()),
            scope=version,
            args=args,
            options=asked,
            language=get_language(),  # places are named in the reader's
        )
        return caching.once(key, lambda: search(query, *args, **options), keep=KEEP_RESULTS)

    return kept


def scope_version(scope: Scope) -> dict[str, object] | None:
    """All that what is found in a scope depends on, beside the question; for keys.

    None where nothing is kept: outside an organization's scope, and where a replica that lags may
    give for a new version what was found before.
    """
    return once_in_brief(("version", scope), lambda: _version(scope))


def _version(scope: Scope) -> dict[str, object] | None:
    try:
        organization_id = current_organization_id()
    except Unscoped:
        return None
    sources = standing(scope.source_ids)
    settled = timezone.now() - REPLICAS_LAG
    if databases.may_lag() and any(row.updated_at > settled for row in sources.values()):
        return None
    return {
        "organization": str(organization_id),
        "sources": [(pk, row.version, row.state) for pk, row in sources.items()],
        "parts": {field.name: _plain(getattr(scope, field.name)) for field in fields(scope)},
        "model": name_in_use(),
        "settings": {n: getattr(settings, n) for n in dir(settings) if n.startswith(SETTINGS)},
        "code": code_version(),
    }


def _plain(value: object) -> object:
    """In one order, however the caller came by it."""
    if isinstance(value, tuple) and value and isinstance(value[0], UUID):
        return sorted(map(str, value))
    return value


@cache
def code_version() -> str:
    """SHA-256 of the code that ranks: another release's results are not taken for this one's."""
    folders = (Path(__file__).parent, Path(project.text.__path__[0]))
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()

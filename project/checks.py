"""Settings that contradict each other: `manage.py check` says so before anybody is surprised.

lectern.E001  a bucket's endpoint, region or keys without the bucket
lectern.E002  replicas of content, while content itself is in the embedded database
lectern.E003  both database addresses name one database
lectern.E004  DEBUG where others than this machine are served
lectern.E005  no host names
lectern.E006  fewer pooled connections than requests at work
lectern.E007  half of an S3 key
lectern.E008  a key of encryption that is none
lectern.E020  a setting names a provider that is not there
lectern.E021  an endpoint has the name of a provider that is built in
lectern.E022  a key would go over the network unencrypted
lectern.E023  an endpoint embeds, and how many dimensions its vectors have is not said
lectern.W024  an endpoint that no setting names
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from project import env
from project.databases import CONTENT, DEFAULT
from project.providers import registry

_BUILT_IN = registry.CHAT_MODELS | registry.EMBEDDERS | registry.SPEECH | registry.TRANSCRIBERS
HERE = {"127.0.0.1", "localhost", "[::1]", "testserver"}
EMBEDDED = "project.postgres"
S3_PARTS = ("LECTERN_S3_ENDPOINT", "LECTERN_S3_REGION", "LECTERN_S3_ACCESS_KEY")


@register()
def check_settings(**_) -> list[CheckMessage]:
    return [*_files(), *_databases(), *_site(), *_keys(), *_providers()]


def _keys() -> list[Error]:
    try:
        [Fernet(key) for key in settings.ENCRYPTION_KEYS]
    except ValueError:
        return [
            Error(
                "LECTERN_ENCRYPTION_KEYS names something that is no Fernet key.",
                hint="Each is 32 bytes in URL-safe base64; see docs/operations.md for how to "
                "make one.",
                id="lectern.E008",
            )
        ]
    return []


def _files() -> list[Error]:
    found = []
    keys = [bool(env.text(f"LECTERN_S3_{name}_KEY", "")) for name in ("ACCESS", "SECRET")]
    if not settings.S3_BUCKET and (named := [name for name in S3_PARTS if env.text(name, "")]):
        found.append(
            Error(
                f"{', '.join(named)} is set, and LECTERN_S3_BUCKET is not.",
                hint="Name the bucket, or leave out what belongs to it: then files go to "
                "the data folder.",
                id="lectern.E001",
            )
        )
    if any(keys) and not all(keys):
        found.append(
            Error(
                "Of LECTERN_S3_ACCESS_KEY and LECTERN_S3_SECRET_KEY only one is set.",
                hint="Set both, or neither where the machine has a role of its own.",
                id="lectern.E007",
            )
        )
    return found


def _databases() -> list[Error]:
    found = []
    default, content = settings.DATABASES[DEFAULT], settings.DATABASES[CONTENT]
    replicas = [alias for alias in settings.DATABASES if alias.startswith(f"{CONTENT}_replica")]
    if replicas and content["ENGINE"] == EMBEDDED:
        found.append(
            Error(
                "CONTENT_REPLICA_URLS is set, and content is in the embedded database, which "
                "has no replicas.",
                hint="Set CONTENT_DATABASE_URL to the server that the replicas follow.",
                id="lectern.E002",
            )
        )
    if _place(default) == _place(content):
        found.append(
            Error(
                "DATABASE_URL and CONTENT_DATABASE_URL name the same database.",
                hint="Two databases of one server will do; each keeps its own migrations.",
                id="lectern.E003",
            )
        )
    if 0 < settings.DB_POOL_SIZE < settings.WEB_CONCURRENCY:
        found.append(
            Error(
                f"LECTERN_DB_POOL_SIZE is {settings.DB_POOL_SIZE}, less than the "
                f"{settings.WEB_CONCURRENCY} requests at work (LECTERN_WEB_CONCURRENCY).",
                hint="Some of them would wait for a connection until they fail. Six more than "
                "requests is right: for answers that stream.",
                id="lectern.E006",
            )
        )
    return found


def _place(database: dict) -> tuple:
    return tuple(str(database.get(part) or "") for part in ("HOST", "PORT", "NAME"))


def _site() -> list[Error]:
    public = [host for host in settings.ALLOWED_HOSTS if host not in HERE]
    if settings.DEBUG and public:
        return [
            Error(
                f"LECTERN_DEBUG is on while {', '.join(public)} is served: errors would show "
                "settings and rows to anybody.",
                hint="Set LECTERN_DEBUG=0.",
                id="lectern.E004",
            )
        ]
    if not settings.ALLOWED_HOSTS:
        return [
            Error(
                "LECTERN_HOSTS is empty: every visitor would be refused.",
                hint="Name the hosts that the site is reached by, separated by commas.",
                id="lectern.E005",
            )
        ]
    return []


def _providers() -> list[CheckMessage]:
    """Each setting that names providers, and what it may name."""
    endpoints = set(settings.MODEL_ENDPOINTS)
    rerankers = [] if settings.RERANKER.endswith(".onnx") else registry.names_in(settings.RERANKER)
    named = {
        "LECTERN_CHAT_MODEL": (
            registry.names_in(settings.CHAT_MODEL) or [""],
            registry.CHAT_MODELS,
        ),
        "LECTERN_EMBEDDER": ([settings.EMBEDDER], registry.EMBEDDERS),
        "LECTERN_RERANKER": (rerankers, {}),
        "LECTERN_SCENE_MODEL": (registry.names_in(settings.SCENE_MODEL), {}),
        "LECTERN_MODERATOR": (registry.names_in(settings.MODERATOR), {}),
        "LECTERN_TRANSCRIBER": (
            registry.names_in(settings.TRANSCRIBER),
            registry.TRANSCRIBERS,
        ),
    }
    found: list[CheckMessage] = []
    for variable, (names, built_in) in named.items():
        known = endpoints | built_in.keys()
        found += [_unknown(variable, name, known) for name in names if name not in known]
    if settings.SPEECH not in registry.SPEECH:
        found.append(_unknown("LECTERN_SPEECH", settings.SPEECH, set(registry.SPEECH)))
    used = {name for names, _built_in in named.values() for name in names}
    return [*found, *_endpoints(used), *_dimensions()]


def _unknown(variable: str, name: str, known: set[str]) -> Error:
    return Error(
        f"{variable} names “{name}”, and there is no such provider.",
        hint=f"There are: {', '.join(sorted(known)) or 'none'}. An endpoint is named by "
        "LECTERN_MODEL_<NAME>_URL, see docs/providers.md.",
        id="lectern.E020",
    )


def _endpoints(used: set[str]) -> Iterator[CheckMessage]:
    for name, endpoint in settings.MODEL_ENDPOINTS.items():
        if name in _BUILT_IN:
            yield Error(
                f"An endpoint is called “{name}”, as a provider that is built in.",
                hint="Give it another name: the built-in one would be asked.",
                id="lectern.E021",
            )
        address = urlsplit(endpoint.url)
        if address.scheme == "http" and endpoint.headers and address.hostname not in HERE:
            yield Error(
                f"The endpoint “{name}” has a key, and an address without https.",
                hint="Use https, or no key.",
                id="lectern.E022",
            )
        if name not in used:
            yield Warning(
                f"No setting names the endpoint “{name}”.",
                hint="Name it in LECTERN_CHAT_MODEL, LECTERN_EMBEDDER, LECTERN_RERANKER, "
                "LECTERN_MODERATOR, LECTERN_TRANSCRIBER or LECTERN_SCENE_MODEL.",
                id="lectern.W024",
            )


def _dimensions() -> Iterator[CheckMessage]:
    endpoint = settings.MODEL_ENDPOINTS.get(settings.EMBEDDER)
    if endpoint and not endpoint.dimensions:
        yield Error(
            f"The endpoint “{endpoint.name}” embeds, and its dimensions are not set.",
            hint=f"Set LECTERN_MODEL_{endpoint.name.upper()}_DIMENSIONS to the length of its "
            "vectors.",
            id="lectern.E023",
        )

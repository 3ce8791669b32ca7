"""A small typed client of Lectern's API: copy it and keep what you need (it needs httpx).

with Lectern.sign_in("https://lectern.example", "ada@school.example", password) as lectern:
    source = lectern.upload_project(Path("optics.pdf"), title="Optics")
    for said in lectern.ask("What is refraction?"):
        print(said["text"], [cited["reference"] for cited in said["citations"]])
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TypedDict
from urllib.parse import urljoin
from uuid import uuid4

import httpx


class Citation(TypedDict):
    source_id: str
    atom_id: str
    title: str
    page: int
    reference: str
    quote: str
    time: list[float] | None  # of a recording: from and to, in seconds


class Statement(TypedDict):
    text: str
    citations: list[Citation]


class Problem(Exception):
    """What the API refused. code: a word for programs; its text is a sentence for people."""

    def __init__(self, status: int, code: str, detail: str):
        super().__init__(detail)
        self.status, self.code = status, code


class Lectern:
    """One person's, or one key's, access to one organization."""

    def __init__(self, site: str, bearer: str, *, refresh: str = "", organization: str = ""):
        self.site, self._refresh = site, refresh
        headers = {"Authorization": f"Bearer {bearer}", "Accept-Language": "en"}
        if organization:
            headers["X-Organization"] = organization
        self._api = httpx.Client(base_url=f"{site}/api/v1/", headers=headers, timeout=60)
        self._store = httpx.Client(timeout=600)  # a token is not for the store

    @classmethod
    def sign_in(cls, site: str, email: str, password: str, *, code: str = "") -> "Lectern":
        sent = {"email": email, "password": password, "code": code, "label": "example client"}
        tokens = _read(httpx.post(f"{site}/api/v1/auth/login", json=sent, timeout=60))
        return cls(site, tokens["access"], refresh=tokens["refresh"])

    def __enter__(self) -> "Lectern":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._api.close()
        self._store.close()

    def me(self) -> dict[str, Any]:
        return self._call("GET", "auth/me")

    def each(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """All rows of a list, page by page: "knowledge", "projects", "lessons", "chat/sessions"."""
        cursor: str | None = ""
        while cursor is not None:
            page = self._call("GET", path, params=query | {"cursor": cursor})
            yield from page["items"]
            cursor = page["next_cursor"]

    def search(self, words: str, *, limit: int = 10) -> list[dict[str, Any]]:
        return self._call("GET", "search", params={"q": words, "limit": limit})

    def upload_project(self, path: Path, *, title: str = "") -> str:
        """Announce, send, confirm. Returns the id of the project, or of the same file before it."""
        sent = {
            "filename": path.name,
            "size_bytes": path.stat().st_size,
            "title": title,
            "sha256": _sha256(path),
        }
        made = self._call("POST", "projects", json=sent, once=True)
        if made["upload"] is None:
            self._send_parts(path, made["id"], made["part_bytes"])
        else:
            self._send(made["upload"], path.read_bytes())
        return self._call("POST", f"projects/{made['id']}/confirm")["id"]

    def ask(self, question: str, *, source_ids: tuple[str, ...] = ()) -> Iterator[Statement]:
        """Each sentence of the answer as soon as it is checked."""
        sent = {"question": question, "source_ids": list(source_ids)}
        with self._api.stream("POST", "chat/query", json=sent) as response:
            if response.is_error:
                response.read()
                _read(response)
            event = ""
            for line in response.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    event = value
                elif name == "data" and event == "statement":
                    yield json.loads(value)

    def _send_parts(self, path: Path, pk: str, part_bytes: int) -> None:
        """Asked again after a lost line, the API names only the parts that are not there."""
        while missing := self._call("GET", f"projects/{pk}/parts")["missing"]:
            with path.open("rb") as file:
                for part in missing:
                    file.seek((part["number"] - 1) * part_bytes)
                    self._send(part["upload"], file.read(part["size_bytes"]))

    def _send(self, target: dict[str, Any], body: bytes) -> None:
        url = urljoin(self.site, target["url"])
        answer = self._store.request(target["method"], url, headers=target["headers"], content=body)
        answer.raise_for_status()

    def _call(self, method: str, path: str, *, once: bool = False, **sent: Any) -> Any:
        """once: a repeat after a lost answer does nothing twice. Refreshes its token when due."""
        if once:
            sent["headers"] = {"Idempotency-Key": str(uuid4())}
        response = self._api.request(method, path, **sent)
        if response.status_code == 401 and self._refresh:
            tokens = _read(self._api.post("auth/refresh", json={"refresh": self._refresh}))
            self._refresh = tokens["refresh"]
            self._api.headers["Authorization"] = f"Bearer {tokens['access']}"
            response = self._api.request(method, path, **sent)
        return _read(response)


def _read(response: httpx.Response) -> Any:
    if response.is_error:
        said = response.json()
        raise Problem(response.status_code, said["error"], said["detail"])
    return response.json() if response.content else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

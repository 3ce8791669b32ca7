"""The page that shows the API to people, from its own description: no script, nothing foreign."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from project.api import api


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    is_required: bool
    said: str


@dataclass(frozen=True, slots=True)
class Operation:
    """answers: (status, what it is) of what is not a problem."""

    method: str
    path: str
    anchor: str
    summary: str
    said: str
    is_open: bool
    parameters: list[Field]
    body: list[Field]
    answers: list[tuple[str, str]]


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    groups: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            groups[tag].append(_operation(schema, path, method, operation))
    return render(request, "api_docs.html", {"groups": dict(groups)})


def _operation(schema: dict, path: str, method: str, found: dict) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        anchor=found["operationId"],
        summary=found.get("summary", ""),
        said=found.get("description", ""),
        is_open=not found.get("security"),
        parameters=[_parameter(each) for each in found.get("parameters", [])],
        body=_body(schema, found),
        answers=[
            (status, _kind(_schema_of(answer)) if answer.get("content") else "")
            for status, answer in found["responses"].items()
            if status < "4"
        ],
    )


def _parameter(found: dict) -> Field:
    said = found["schema"].get("description", found.get("description", ""))
    name = f"{found['name']} ({found['in']})"
    return Field(name, _kind(found["schema"]), found.get("required", False), said)


def _body(schema: dict, found: dict) -> list[Field]:
    if "requestBody" not in found:
        return []
    name = _kind(_schema_of(found["requestBody"]))
    sent = schema["components"]["schemas"].get(name, {})
    required = sent.get("required", [])
    return [
        Field(key, _kind(value), key in required, value.get("description", ""))
        for key, value in sent.get("properties", {}).items()
    ]


def _schema_of(holder: dict) -> dict:
    return next(iter(holder["content"].values())).get("schema", {})


def _kind(schema: dict) -> str:
    """ "string", "uuid", "array of Passage": a word for a type."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"array of {_kind(schema.get('items', {}))}"
    return schema.get("format") or schema.get("type", "")

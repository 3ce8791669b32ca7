"""Pure: the fields of a quiz's form -> answers, as `lessons.assigning.marking` takes them."""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict

from lessons.assigning.marking import shown_matches, shown_order
from lessons.models import ArtifactItem

Kind = ArtifactItem.Kind
MOST_CHARACTERS = 4000  # of a written answer


def field_of(item: dict) -> str:
    return f"a-{item['id']}"


def read_answers(items: list[dict], data: QueryDict) -> dict[str, Any]:
    """Of the items whose fields were sent; nonsense answers nothing."""
    return {item["id"]: _READERS[item["kind"]](item, data) for item in items if is_sent(item, data)}


def as_form(items: list[dict], answers: dict[str, Any]) -> QueryDict:
    """Answers as `lessons.assigning.marking` takes them -> the fields that a page would send, so
    that both are read by the same rules."""
    data = QueryDict(mutable=True)
    for item in items:
        given, name = answers.get(item["id"]), field_of(item)
        if item["id"] not in answers:
            continue
        if item["kind"] in (Kind.ORDERING, Kind.MATCHING):
            values = given if isinstance(given, list) else []
            data.setlist(name, [""])
            for n, each in enumerate(values):
                data[f"{name}.{n}"] = "" if each is None else str(each)
        else:
            values = given if isinstance(given, list) else [given]
            data.setlist(name, ["" if each is None else str(each) for each in values] or [""])
    return data


def is_sent(item: dict, data: QueryDict) -> bool:
    return any(name.partition(".")[0] == field_of(item) for name in data)


def _index(text: str | None, count: int) -> int | None:
    is_one = text is not None and text.isascii() and text.isdigit() and len(text) < 4
    return int(text) if is_one and int(text) < count else None  # type: ignore[arg-type]


def _option(item: dict, data: QueryDict) -> int | None:
    return _index(data.get(field_of(item)), len(item["options"]))


def _options(item: dict, data: QueryDict) -> list[int]:
    found = [_index(text, len(item["options"])) for text in data.getlist(field_of(item))]
    return [index for index in found if index is not None]


def _text(item: dict, data: QueryDict) -> str:
    return data.get(field_of(item), "").replace("\0", "").strip()[:MOST_CHARACTERS]


def _places(item: dict, data: QueryDict) -> list[int | None]:
    count = len(shown_order(item))
    return _each(item, data, count, lambda text: _index(text, count + 1) or None)


def _matches(item: dict, data: QueryDict) -> list[int | None]:
    count = len(shown_matches(item))
    return _each(item, data, len(item["key"]["pairs"]), lambda text: _index(text, count))


def _each(
    item: dict, data: QueryDict, count: int, read: Callable[[str | None], int | None]
) -> list[int | None]:
    """Nothing chosen anywhere is no answer."""
    found = [read(data.get(f"{field_of(item)}.{n}")) for n in range(count)]
    return found if any(each is not None for each in found) else []


_READERS: dict[str, Callable[[dict, QueryDict], Any]] = {
    Kind.CHOICE: _option,
    Kind.TRUE_FALSE: _option,
    Kind.MULTIPLE: _options,
    Kind.CLOZE: _text,
    Kind.SHORT: _text,
    Kind.QUESTION: _text,
    Kind.NUMERIC: _text,
    Kind.ORDERING: _places,
    Kind.MATCHING: _matches,
}

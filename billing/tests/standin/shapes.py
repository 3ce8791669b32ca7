"""What the typed classes of the pinned `stripe` package say of an object, held against an answer.

nulls(cls)        the fields that may be null, as null: what the stand-in does not model
problems(answer)  where an answer is not as its class is typed: a field that is missing, one too
                  many, a wrong type, a word that is none of the allowed ones
"""

import ast
import inspect
import typing
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib import import_module
from types import UnionType
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

from stripe._list_object import ListObject
from stripe._object_classes import OBJECT_CLASSES
from stripe._stripe_object import StripeObject, UntypedStripeObject

NONE = type(None)


def class_of(name: str) -> type[StripeObject]:
    """Of the `object` that an answer says it is."""
    module, cls = OBJECT_CLASSES[name]
    return getattr(import_module(module), cls)


@cache
def _names(module: str) -> dict[str, Any]:
    """What a module's annotations may name: also what it imports for type checkers only."""
    tree = ast.parse(inspect.getsource(import_module(module)))
    found = dict(vars(import_module(module)))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            source = import_module(node.module)
            found |= {
                name.asname or name.name: getattr(source, name.name)
                for name in node.names
                if hasattr(source, name.name)
            }
    return found


@cache
def fields_of(cls: type) -> dict[str, Any]:
    """{field: its type}, without what only the package itself sets."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if issubclass(base, StripeObject) and base is not StripeObject:
            found |= {
                name: _resolved(kind, base)
                for name, kind in inspect.get_annotations(base).items()
                if get_origin(kind) is not typing.ClassVar and not name.startswith("_")
            }
    return found


def _resolved(kind: Any, cls: type) -> Any:
    word = kind.__forward_arg__ if isinstance(kind, ForwardRef) else kind
    return _named(word, cls) if isinstance(word, str) else kind


@cache
def _named(word: str, cls: type) -> Any:
    return eval(word, _names(cls.__module__), _inner(cls))  # the package's own words


def _inner(cls: type) -> dict[str, Any]:
    return {name: value for name, value in vars(cls).items() if isinstance(value, type)}


def nulls(cls: type) -> dict[str, None]:
    return {name: None for name, kind in fields_of(cls).items() if NONE in get_args(kind)}


def problems(answer: dict, cls: type | None = None, at: str = "") -> list[str]:
    return list(_of_object(answer, cls or class_of(answer["object"]), at))


def _of_object(answer: dict, cls: type, at: str) -> Iterator[str]:
    fields = fields_of(cls)
    at = at or cls.__name__
    for name in answer.keys() - fields.keys():
        yield f"{at}.{name}: no such field"
    for name, kind in fields.items():
        if name in answer:
            yield from _of_value(answer[name], kind, cls, f"{at}.{name}")
        elif NONE not in get_args(kind) and name != "deleted":
            yield f"{at}.{name}: missing"


def _of_value(value: Any, kind: Any, cls: type, at: str) -> Iterator[str]:
    if isinstance(kind, str | ForwardRef):
        kind = _resolved(kind, cls)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        tries = [list(_of_value(value, one, cls, at)) for one in _choices(kind)]
        if all(tries):
            yield min(tries, key=len)[0]
    elif kind is NONE or kind is None:
        if value is not None:
            yield f"{at}: not null"
    elif origin is Literal:
        if value not in get_args(kind):
            yield f"{at}: {value!r} is none of its words"
    elif origin is list:
        yield from _of_list(value, get_args(kind)[0], cls, at)
    elif origin is ListObject:
        data = value.get("data") if isinstance(value, dict) else None
        yield from _of_list(data, get_args(kind)[0], cls, at)
    elif kind is UntypedStripeObject or origin in (UntypedStripeObject, dict):
        if not isinstance(value, dict):
            yield f"{at}: no object"
    elif isinstance(kind, type) and issubclass(kind, StripeObject):
        yield from _of_object(value, kind, at) if isinstance(value, dict) else [f"{at}: no object"]
    elif kind is not Any and isinstance(kind, type) and not isinstance(value, _plain(kind)):
        yield f"{at}: {value!r} is no {kind.__name__}"


def _choices(kind: Any) -> list[Any]:
    """Without the `str` that stands beside words, for those that Stripe may add one day."""
    choices = get_args(kind)
    has_words = any(get_origin(one) is Literal for one in choices)
    return [one for one in choices if not (has_words and one is str)]


def _of_list(value: Any, kind: Any, cls: type, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{at}: no list"
        return
    for place, one in enumerate(value):
        yield from _of_value(one, kind, cls, f"{at}[{place}]")


def _plain(kind: type) -> tuple[type, ...]:
    """As JSON has it: a Decimal is written as a string."""
    return {float: (int, float), Decimal: (str,)}.get(kind, (kind,))

"""Stripe's form encoding: "items[0][price]=x&expand[]=y" and back to objects."""

import re
from typing import Any
from urllib.parse import parse_qsl


def decoded(text: str) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        path = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
        _put(whole, path, value)
    return _with_lists(whole)


def _put(whole: dict, path: list[str], value: str) -> None:
    for step in path[:-1]:
        whole = whole.setdefault(step, {})
    last = path[-1] or str(len(whole))
    whole[last] = value


def _with_lists(value: Any) -> Any:
    """An object whose names are 0, 1, 2 is a list."""
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_with_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _with_lists(one) for name, one in value.items()}


def is_true(value: Any) -> bool:
    return str(value).lower() == "true"

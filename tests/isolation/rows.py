"""One line of a table: an address, a method, what is sent, and who may."""

from dataclasses import dataclass, field, replace

from tests.isolation.policies import Policy

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Row:
    """body, query: values are filled from the world's rows, as in "{person}".

    at: parts of the address other than usual, by the name of the world's row.
    writes: a success has to change something, or it was none.
    """

    method: str
    policy: Policy
    body: dict = field(default_factory=dict)
    at: dict = field(default_factory=dict)
    query: dict = field(default_factory=dict)
    kind: str = FORM
    writes: bool = False
    headers: dict = field(default_factory=dict)
    name: str = ""

    def named(self, name: str) -> "Row":
        return replace(self, name=name)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def GET(policy: Policy, **more) -> list[Row]:
    return [Row("GET", policy, **more)]


def POST(policy: Policy, body: dict | None = None, **more) -> list[Row]:
    """What a POST is for is a change: its success writes, unless writes=False."""
    return [Row("POST", policy, body or {}, **{"writes": True} | more)]


def PUT(policy: Policy, **more) -> list[Row]:
    return [Row("PUT", policy, **more)]


def PATCH(policy: Policy, body: dict) -> list[Row]:
    return [Row("PATCH", policy, body, kind=JSON, writes=True)]


def DELETE(policy: Policy, **more) -> list[Row]:
    return [Row("DELETE", policy, **{"writes": True} | more)]


def named(table: dict[str, list[Row]]) -> list[Row]:
    return [row.named(name) for name, rows in table.items() for row in rows]

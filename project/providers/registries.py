"""What apps plug into the providers, from their `AppConfig.ready()`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from project.providers.calls import Call
    from project.providers.endpoints import Endpoint

# Each is given a call when it has ended, in the context in which it began, outside a transaction.
recorders: "list[Callable[[Call], None]]" = []


class Gate(Protocol):
    """What all processes share about an endpoint: its limits, and whether it works."""

    def enter(self, endpoint: "Endpoint", tokens: int) -> float:
        """0.0: go, `tokens` are taken; else the seconds after which to ask again."""

    def leave(self, endpoint: "Endpoint", *, tokens: int, failed: bool, hold_s: float) -> None:
        """The call has ended. tokens: to take beside those taken at the start, may be negative.

        failed: the endpoint did not do its part. hold_s: for so long it wants to be left alone.
        """


gates: list[Gate] = []  # at most one

# Names of people of the organization in scope that have one of these words, as people write them.
# The words are in lower case; without an organization in scope there are none.
people_finders: list[Callable[[frozenset[str]], list[str]]] = []

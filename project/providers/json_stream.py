"""JSON that is still on its way: the items of one list, each as soon as it is whole. Pure."""

import json
from collections.abc import Iterator
from typing import Any

LONGEST = 200_000  # characters of one reply


class ItemReader:
    """Reads `{"statements": [{…}, {…}]}` piece by piece, for the objects in the list.

    What stands before the first brace, such as the ``` of a model that likes to show code, is
    passed over, and so is what follows the last. The list is the first one directly inside the
    outermost object.
    """

    def __init__(self) -> None:
        self.text = ""
        self._at = 0
        self._item: int | None = None  # where the item began that is being read
        self._open: list[str] = []  # brackets around the place
        self._in_string = self._is_escaped = False
        self.is_complete = False

    def feed(self, piece: str) -> Iterator[Any]:
        """Items that this piece completes. Raises ValueError for what is no JSON, or too long."""
        self.text += piece
        if len(self.text) > LONGEST:
            raise ValueError("the reply is too long")
        while self._at < len(self.text) and not self.is_complete:
            character = self.text[self._at]
            self._at += 1
            if self._in_string:
                self._read_string(character)
            elif self._read_mark(character):
                yield self._take()

    def _read_string(self, character: str) -> None:
        if self._is_escaped:
            self._is_escaped = False
        elif character == "\\":
            self._is_escaped = True
        elif character == '"':
            self._in_string = False

    def _read_mark(self, character: str) -> bool:
        """True where an item of the list ends here."""
        if character == '"':
            self._in_string = bool(self._open)  # before the object there is only talk
        elif character == "{" or (character == "[" and self._open):
            if character == "{" and self._open == ["{", "["]:
                self._item = self._at - 1
            self._open.append(character)
        elif character in "}]" and self._open:
            if {"{": "}", "[": "]"}[self._open.pop()] != character:
                raise ValueError("brackets that do not match")
            self.is_complete = not self._open
            return self._item is not None and self._open == ["{", "["]
        return False

    def _take(self) -> Any:
        start, self._item = self._item, None
        return json.loads(self.text[start : self._at])


def whole_object(text: str) -> str:
    """The outermost JSON object of a reply, without what a model says around it."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text

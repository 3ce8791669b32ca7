"""What a video's page and YouTube's player say of it: title, channel, length, chapters, licence.

Both are told for YouTube's own pages and change with them: whatever is not there as it is awaited
is taken as not told.
"""

import json
from collections.abc import Iterator
from typing import Any

from library.ingestion.youtube.chapters import Chapter, are_chapters, read_chapters
from library.ingestion.youtube.found import Video

CREATIVE_COMMONS = "CC BY 3.0"  # the one licence of them that YouTube offers
_CC_ADDRESS = "youtube.com/t/creative_commons"
_CC_WORDS = "creative commons"
MOST_NODES = 500_000  # of the data of a page; one with long comments has 50,000


def describe(video: Video, page: str, player: Any) -> None:
    """Write what is told into the video. page: HTML. player: the answer of YouTube's player."""
    of_page = _assigned(page, "ytInitialPlayerResponse")
    shown = _assigned(page, "ytInitialData")
    details = [_at(one, "videoDetails") for one in (player, of_page)]
    small = _at(of_page, "microformat", "playerMicroformatRenderer")
    video.title = _first_text(*(_at(one, "title") for one in details), _at(small, "title"))
    video.channel = _first_text(*(_at(one, "author") for one in details))
    video.channel = video.channel or _first_text(_at(small, "ownerChannelName"))
    video.length_s = _length(*(_at(one, "lengthSeconds") for one in details))
    texts = [*(_at(one, "shortDescription") for one in details), _at(small, "description")]
    video.chapters = _marked(shown) or read_chapters(_first_text(*texts))
    video.licence = CREATIVE_COMMONS if _is_creative_commons(shown) else ""


def _assigned(page: str, name: str) -> Any:
    """The JSON that a script of the page gives to this name; None where there is none."""
    for mark in (f"var {name} = ", f'window["{name}"] = ', f"{name} = "):
        at = page.find(mark)
        if at >= 0:
            try:
                return json.JSONDecoder().raw_decode(page, at + len(mark))[0]
            except (ValueError, RecursionError):
                return None
    return None


def _at(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_of(value: Any) -> str:
    """YouTube writes a text as one, as {"simpleText"}, {"content"} or {"runs": [{"text"}]}."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    for name in ("simpleText", "content"):
        if isinstance(value.get(name), str):
            return value[name]
    runs = value.get("runs")
    return "".join(text_of(_at(run, "text")) for run in runs) if isinstance(runs, list) else ""


def _first_text(*values: Any) -> str:
    return next(filter(None, map(text_of, values)), "")


def _length(*values: Any) -> float:
    found = (float(value) for value in values if str(value or "").isdecimal())
    return next(found, 0.0)


def _marked(shown: Any) -> list[Chapter]:
    """The chapters of the player's bar; those that YouTube guessed have no order to rely on."""
    found: dict[float, str] = {}
    for node in _nodes(shown):
        chapter = node.get("chapterRenderer")
        at, title = _at(chapter, "timeRangeStartMillis"), text_of(_at(chapter, "title"))
        if isinstance(at, int | float) and title:
            found.setdefault(float(at) / 1000, title)
    chapters = sorted(found.items())
    return chapters if are_chapters(chapters) else []


def _is_creative_commons(shown: Any) -> bool:
    """In the row "License" below the description; its author may write anything elsewhere."""
    rows = (node.get("metadataRowRenderer") for node in _nodes(shown))
    return any(
        _CC_ADDRESS in (said := json.dumps(_at(row, "contents")).lower()) or _CC_WORDS in said
        for row in rows
        if row and "licen" in text_of(_at(row, "title")).lower()
    )


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in it, without recursion."""
    waiting, seen = [value], 0
    while waiting and seen < MOST_NODES:
        seen += 1
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node

"""What a person gets to see or hear of a page, for the tests of its language."""

import re
from html.parser import HTMLParser

UNSEEN = {"script", "style"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "source"}
SPOKEN = {"aria-label", "title", "alt", "placeholder", "label"}
# Scripts show what data attributes say, but for those that are for programs.
FOR_PROGRAMS = re.compile(
    "data-(act|anchor|answer|any|ask-url|at|beside|box|bubble-url|captions|cloth|colour|contrast"
    "|copies|correct|create-url|depth|draw-again|end|find|first|focus|follows-page|from|height|hit|jump|keeps-place|key"
    "|kind|lesson|level|made|marked|max-bytes|media|motion|move|next|note|of|opens|opens-at|page"
    "|pairs-url|pick|plays|previous"
    "|ready|related|second|section|selected|set-theme|sheet|shows|side|size|source|speaking|split"
    "|start|state|stop|takes|text|theme|times|tone|turn|type|url|version|view|width|zoom)"
)


def _is_for_people(attribute: str) -> bool:
    is_data = attribute.startswith("data-") and not FOR_PROGRAMS.fullmatch(attribute)
    return is_data or attribute in SPOKEN


class _Reader(HTMLParser):
    def __init__(self, language: str):
        super().__init__(convert_charrefs=True)
        self.language = language
        self.found: list[str] = []
        self._open: list[tuple[str, str, bool]] = []  # tag, language, unseen

    @property
    def _is_ours(self) -> bool:
        return not self._open or (self._open[-1][1] == self.language and not self._open[-1][2])

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        language = values.get("lang") or (self._open[-1][1] if self._open else self.language)
        unseen = tag in UNSEEN or bool(self._open and self._open[-1][2])
        if tag not in VOID:
            self._open.append((tag, language, unseen))
        if language == self.language and not unseen:
            for name, value in attrs:
                if value and _is_for_people(name):
                    self.found.append(value)

    def handle_endtag(self, tag):
        while self._open and tag not in VOID:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data):
        if self._is_ours and data.strip():
            self.found.append(data.strip())


def seen(html: str, language: str) -> list[str]:
    """Texts and spoken attributes, without what says that it is in another language."""
    reader = _Reader(language)
    reader.feed(html)
    return reader.found

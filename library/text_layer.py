"""The words of a page as HTML, each line of them with its place: `<span data-start data-stop>`.

data-start, data-stop: characters of the page's text, which is what the element shows.
data-box: x0 y0 x1 y1 in points of the page, where it has a picture; the reader lays the words
over it by these. data-time: from and to in seconds, of a recording's captions. Written in Python
and not as a template: a dense page has hundreds of lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from library.ingestion.captions import clock
from library.ingestion.parsers.base import SectionKind, Time
from library.moments import time_of_line
from library.reading import Mark, ShownSection, Table


def draw_section(shown: ShownSection) -> SafeString:
    """In an element of its kind; each text in it escaped."""
    row = shown.row
    marked = " data-marked" if shown.is_marked else ""
    inner = _inner(shown)
    return mark_safe(
        f'<div class="part part-{row.kind}" id="p{row.page_index}-{row.position}"'
        f' data-side="{row.side}" data-section="{row.pk}"{marked}>{inner}</div>\n'
    )


def _inner(shown: ShownSection) -> str:
    words = Words.of(shown)
    if shown.row.kind == SectionKind.TEXT and (time := _first_time(shown)):
        return f"<p>{_time_link(shown, time)}{words}</p>"
    if shown.row.kind == SectionKind.HEADING:
        return f"<{shown.tag}>{words}</{shown.tag}>"
    if shown.row.kind == SectionKind.FIGURE:
        caption = f"<figcaption>{words}</figcaption>" if shown.row.text else ""
        return f"<figure>{_picture(shown)}{caption}</figure>"
    if shown.table:
        return _table(words, shown.table)
    if shown.row.kind == SectionKind.CODE:
        return f'<pre tabindex="0"><code>{words}</code></pre>'
    return f"<p>{words}</p>"


def _first_time(shown: ShownSection) -> Time | None:
    return next(filter(None, map(time_of_line, shown.row.lines)), None)


def _time_link(shown: ShownSection, time: Time) -> str:
    """When the paragraph begins: there the player goes. Its page is beside those of all others."""
    url = f"../{shown.row.page_index}/?at={time[0]:g}"
    return f'<a class="part-time figures" href="{url}" data-at="{time[0]}">{clock(time[0])}</a> '


def _picture(shown: ShownSection) -> str:
    alt = escape(shown.row.alt or shown.row.text)
    if shown.picture_url:
        return f'<img src="{escape(shown.picture_url)}" alt="{alt}" loading="lazy">'
    if shown.row.alt:
        return f'<p class="figure-alt">{escape(shown.row.alt)}</p>'
    return ""


def _table(words: "Words", table: Table) -> str:
    caption = " ".join(words.piece(*line) for line in table.caption)
    caption = f"<caption>{caption}</caption>" if caption else ""
    head, *rows = ("".join(_cells(words, row, at)) for at, row in enumerate(table.rows))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<div class="table-scroll"><table class="table">{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(words: "Words", row: list[tuple[int, int]], at: int) -> Iterator[str]:
    open_tag, name = ("<td>", "td") if at else ('<th scope="col">', "th")
    shares = len(row)
    for place, (start, stop) in enumerate(row):
        yield f"{open_tag}{words.piece(start, stop, share=(place, shares))}</{name}>"


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a section. lines: as in its row. start: of its text in the page's."""

    text: str
    start: int
    lines: list[list[float]]
    mark: Mark | None

    @classmethod
    def of(cls, shown: ShownSection) -> "Words":
        row = shown.row
        return cls(row.text, row.start, row.lines, shown.mark)

    def __str__(self) -> str:
        """Line by line; what stands between two lines is no one's."""
        if not self.text:
            return ""
        done, drawn = 0, []
        for line in sorted(self.lines, key=lambda line: line[0]) or [[0, len(self.text)]]:
            start, stop = max(int(line[0]), done), min(int(line[1]), len(self.text))
            if start < stop:
                drawn += [self._loose(done, start), self._span(start, stop, line[2:6])]
                done = stop
        return "".join([*drawn, self._loose(done, len(self.text))])

    def _loose(self, start: int, stop: int) -> str:
        text = self.text[start:stop]
        return self._span(start, stop, []) if text.strip() else escape(text)

    def piece(self, start: int, stop: int, *, share: tuple[int, int] = (0, 1)) -> str:
        """A part of the text that is shown by itself, such as a table's cell.

        share: which of how many parts of the line it is.
        """
        boxes = [
            line[2:6] for line in self.lines if line[0] < stop and line[1] > start and len(line) > 5
        ]
        if not boxes:
            return self._span(start, stop, [])
        x0, x1 = min(box[0] for box in boxes), max(box[2] for box in boxes)
        at, of = share
        width = (x1 - x0) / of
        top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
        return self._span(start, stop, [x0 + at * width, top, x0 + (at + 1) * width, bottom])

    def _span(self, start: int, stop: int, box: list[float]) -> str:
        place = _place(box) if box else ""
        first, end = self.start + start, self.start + stop
        words = self._marked(start, stop)
        return f'<span data-start="{first}" data-stop="{end}"{place}>{words}</span>'

    def _marked(self, start: int, stop: int) -> str:
        """Escaped, and in a <mark> as far as it is marked."""
        mark = self.mark or Mark(stop, stop)
        a, b = (min(max(place, start), stop) for place in (mark.start, mark.stop))
        text = self.text
        inner = f"<mark>{escape(text[a:b])}</mark>" if a < b else ""
        return escape(text[start:a]) + inner + escape(text[b:stop])


def _place(numbers: list[float]) -> str:
    name, digits = ("box", 1) if len(numbers) > len(("from", "to")) else ("time", 2)
    return f' data-{name}="{" ".join(f"{number:.{digits}f}" for number in numbers)}"'

"""What people write in a note, as HTML: everything escaped, then a very small Markdown.

**bold**, *slanted*, `code`, lines that begin with "- " as a list, an empty line between paragraphs.
"""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

INLINE = (
    (re.compile(r"`([^`\n]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"<em>\1</em>"),
)
BULLET = "- "


def as_html(text: str) -> SafeString:
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return mark_safe("".join(_block(block.split("\n")) for block in blocks))


def _block(lines: list[str]) -> str:
    if all(line.startswith(BULLET) for line in lines):
        items = "".join(f"<li>{_inline(line.removeprefix(BULLET))}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    return f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _inline(line: str) -> str:
    """Escaped first: what is added afterwards are tags of ours alone."""
    words = str(escape(line))
    for pattern, replacement in INLINE:
        words = pattern.sub(replacement, words)
    return words

"""A book's tree as HTML.

Written in Python and not as a template that includes itself: a book of a thousand parts takes
some milliseconds so, and a quarter of a second as a template.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import template
from django.templatetags.static import static
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from library.models import Source
from library.trees import Branch
from organizations.links import url_here
from organizations.templatetags.places import language_attributes
from project.wording import grouped

register = template.Library()


@register.simple_tag(takes_context=True)
def draw_tree(
    context, branches: list[Branch], source: Source, *, makes_lessons: bool
) -> SafeString:
    """The list of a source's parts; with makes_lessons each leads to making one of it."""
    request = context["request"]
    drawing = Drawing(
        page_url=url_here(request, "library:page_detail", source.pk, 0),
        lesson_url=f"{url_here(request, 'lessons:lesson_create')}?source={source.pk}"
        if makes_lessons
        else "",
        has_pages=source.has_printed_pages,
        has_time=source.has_time,
        scene_url=f"{url_here(request, 'library:page_picture', source.pk, 0)}?v={source.version}"
        if source.has_picture
        else "",
        own_words=language_attributes(get_language() or ""),
        icons=static("vendor/lucide-static-1.62.0/sprite.svg"),
    )
    rows = "".join(drawing.rows(branches))
    return mark_safe(f'<ul class="tree" {language_attributes(source.language)}>{rows}</ul>')


@dataclass
class Drawing:
    """What the rows of one tree share.

    page_url: of the source's first page. lesson_url: empty where no lesson may be made.
    has_pages, has_time: each row says its printed pages, or when it begins.
    scene_url: of the picture of a video's first page, else empty.
    own_words: lang and dir of what is the interface's and not the book's.
    """

    page_url: str
    lesson_url: str
    has_pages: bool
    has_time: bool
    scene_url: str
    own_words: str
    icons: str

    def rows(self, branches: Iterable[Branch]) -> Iterator[str]:
        """Pieces of HTML, each text in them escaped."""
        for branch in branches:
            line = f'{self._title(branch)}\n<span class="tree-pages">{self._end(branch)}</span>\n'
            if not branch.branches:
                yield f'<li class="tree-leaf">{line}</li>'
                continue
            is_open = " open" if branch.is_open else ""
            summary = f'<summary aria-label="{self._parts_of(branch)}">{self._chevron}</summary>'
            # The links stand beside it: within a summary, a screen reader may not find them.
            yield f'<li><div class="tree-branch">{line}</div><details{is_open}>{summary}<ul>'
            yield from self.rows(branch.branches)
            yield "</ul></details></li>"

    def _title(self, branch: Branch) -> str:
        before, after = self._around_page
        current = ' aria-current="true"' if branch.is_sought else ""
        href = f"{before}{branch.node.start_page}{after}"
        scene = self._scene(branch)
        return f'<a class="tree-title" href="{href}"{current}>{scene}{escape(branch.title)}</a>'

    def _scene(self, branch: Branch) -> str:
        if not self.scene_url:
            return ""
        before, after = self.scene_url.rsplit("/0/", 1)
        src = f"{before}/{branch.node.start_page}/{after}"
        return f'<img class="tree-scene" src="{src}" width="96" height="54" alt="" loading="lazy">'

    def _end(self, branch: Branch) -> str:
        count = f"{self._count(branch.parts)} " if branch.parts else ""
        return f"{count}{escape(self._place(branch))}{self._lesson(branch)}"

    def _place(self, branch: Branch) -> str:
        if self.has_time:
            return branch.start
        return branch.pages if self.has_pages else ""

    def _parts_of(self, branch: Branch) -> str:
        return escape(self._parts % {"part": branch.title})

    def _count(self, parts: int) -> str:
        said = ngettext("%(parts)s part", "%(parts)s parts", parts) % {"parts": grouped(parts)}
        return f'<span class="tree-count" {self.own_words}>{said}</span>'

    def _lesson(self, branch: Branch) -> str:
        if not self.lesson_url:
            return ""
        label = escape(self._make_of % {"part": branch.title})
        href = f"{self.lesson_url}&amp;node={branch.node.pk}"
        return (
            f' <a class="tree-lesson" {self.own_words} href="{href}" aria-label="{label}">'
            f"{self._presentation}<span>{self._make}</span></a>"
        )

    def _icon(self, name: str) -> str:
        return f'<svg class="icon" aria-hidden="true"><use href="{self.icons}#{name}" /></svg>'

    @cached_property
    def _chevron(self) -> str:
        return self._icon("chevron-right")

    @cached_property
    def _presentation(self) -> str:
        return self._icon("presentation")

    @cached_property
    def _make(self) -> str:
        return escape(gettext("Make a lesson"))

    @cached_property
    def _parts(self) -> str:
        return gettext("Parts of %(part)s")

    @cached_property
    def _make_of(self) -> str:
        return gettext("Make a lesson of %(part)s")

    @cached_property
    def _around_page(self) -> tuple[str, str]:
        """What stands before the number of a page in its address, and what after."""
        before, after = self.page_url.rsplit("0", 1)
        return before, after

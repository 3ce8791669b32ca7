"""A stored question and its answer, as pages show them.

What a citation opens is decided each time it is shown: of a source that was deleted, or that the
person may not see any more, only the page's name is left, with no link and none of its words.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext, gettext_lazy

from lessons.models import ChatMessage
from organizations.links import url_in
from organizations.settings_schema import Risk
from project.providers.registry import notice_of
from project.wording import grouped

QUOTE = 300  # characters of a quote that an address carries
NOT_URGENT = {Risk.PERSONAL_DATA, Risk.PROMPT_ATTACK}
CONFIDENCE = {
    ChatMessage.Confidence.HIGH: gettext_lazy("Confidence: high"),
    ChatMessage.Confidence.MEDIUM: gettext_lazy("Confidence: medium"),
    ChatMessage.Confidence.LOW: gettext_lazy("Confidence: low"),
    ChatMessage.Confidence.NONE: gettext_lazy("Confidence: not in these sources"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A page tag and what it opens. label: "p. xii"; place: "p. xii (sheet 14)".

    A removed one has neither an address nor a quote.
    """

    label: str
    place: str
    title: str
    url: str = ""
    quote: str = ""
    language: str = ""

    @property
    def is_removed(self) -> bool:
        return not self.url


@dataclass(frozen=True, slots=True)
class ShownStatement:
    text: str
    references: list[Reference]
    language: str = ""

    @property
    def is_supported(self) -> bool:
        return bool(self.references)


@dataclass(slots=True)
class Exchange:
    """A question with what became of it. slug: of the organization whose pages it links."""

    message: ChatMessage
    slug: str
    statements: list[ShownStatement] = field(default_factory=list)
    nearest: list[Reference] = field(default_factory=list)
    notice: str = ""

    def _url(self, name: str) -> str:
        return url_in(self.slug, f"lessons:{name}", self.message.pk)

    @property
    def stream_url(self) -> str:
        """What is shown already is not sent again."""
        return f"{self._url('message_stream')}?seen={len(self.statements)}"

    @property
    def url(self) -> str:
        return self._url("message_detail")

    @property
    def again_url(self) -> str:
        return self._url("message_again")

    @property
    def stop_url(self) -> str:
        return self._url("message_stop")

    @property
    def rate_url(self) -> str:
        return self._url("message_rate")

    @property
    def chat_url(self) -> str:
        return url_in(self.slug, "lessons:chat_detail", self.message.session_id)

    @property
    def is_open(self) -> bool:
        return self.message.is_open

    @property
    def has_failed(self) -> bool:
        return self.message.state == ChatMessage.State.FAILED

    @property
    def is_stopped(self) -> bool:
        return self.message.state == ChatMessage.State.STOPPED

    @property
    def is_refused(self) -> bool:
        return self.message.is_refused

    @property
    def help_lines(self) -> list[list[str]]:
        """[name, how it is reached] of each place where help is, as it was shown."""
        return self.message.moderation.get("help", [])

    @property
    def is_urgent(self) -> bool:
        """Somebody may be in need: where help is stands open."""
        return self.message.moderation.get("refused", [""])[0] not in NOT_URGENT

    @property
    def is_rated(self) -> bool:
        return self.message.is_helpful is not None

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return ChatMessage.Reason.choices

    @property
    def confidence(self) -> str:
        return str(CONFIDENCE.get(self.message.confidence, ""))

    @property
    def language(self) -> str:
        """Of the pages that the answer is made of; empty where that is not known."""
        return next((each.language for each in self.statements if each.language), "")

    @property
    def references(self) -> list[Reference]:
        """Each page that is cited, once."""
        cited = {each.place: each for s in self.statements for each in s.references}
        return list(cited.values())

    @property
    def is_empty(self) -> bool:
        """Answered: the sources do not say."""
        return self.message.state == ChatMessage.State.DONE and not self.statements


def exchange_of(message: ChatMessage, slug: str, visible: Collection[UUID]) -> Exchange:
    """visible: ids of the sources that the person may see now."""
    statements = [shown_statement(statement, slug, visible) for statement in message.statements]
    return Exchange(
        message,
        slug,
        statements,
        [_reference(citation, slug, visible) for citation in message.nearest],
        notice=notice_of(message.provider) if statements else "",
    )


def shown_statement(statement: dict, slug: str, visible: Collection[UUID]) -> ShownStatement:
    """Each page once, however many passages of it a sentence rests on."""
    references: dict[str, Reference] = {}
    for citation in statement["citations"]:
        reference = _reference(citation, slug, visible)
        references.setdefault(f"{reference.title} {reference.place}", reference)
    language = next((c["language"] for c in statement["citations"] if c.get("language")), "")
    return ShownStatement(statement["text"], list(references.values()), language)


def _reference(citation: dict, slug: str, visible: Collection[UUID]) -> Reference:
    label, title = citation["reference"], citation["title"]
    place = _place(citation)
    if UUID(citation["source_id"]) not in visible:
        return Reference(label, place, title)
    address = url_in(slug, "library:page_detail", UUID(citation["source_id"]), citation["page"] - 1)
    marked = urlencode({"atom": citation["atom_id"], "quote": citation["quote"][:QUOTE]})
    return Reference(
        label,
        place,
        title,
        url=f"{address}?{marked}",
        quote=citation["quote"],
        language=citation.get("language", ""),
    )


def _place(citation: dict) -> str:
    """Both numbers of a page: what is printed on it, and which sheet it is."""
    if not citation.get("has_sheets", True):
        return citation["reference"]
    return gettext("%(page)s (sheet %(number)s)") % {
        "page": citation["reference"],
        "number": grouped(citation["page"]),
    }

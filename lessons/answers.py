"""A stored question and its answer, as pages show them."""

from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext_lazy

from lessons.models import ChatMessage
from organizations.links import url_in
from project.providers.registry import notice_of

QUOTE = 300  # characters of a quote that an address carries
CONFIDENCE = {
    ChatMessage.Confidence.HIGH: gettext_lazy("Confidence: high"),
    ChatMessage.Confidence.MEDIUM: gettext_lazy("Confidence: medium"),
    ChatMessage.Confidence.LOW: gettext_lazy("Confidence: low"),
    ChatMessage.Confidence.NONE: gettext_lazy("Confidence: not in the source"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A page tag: its words, and the page with the passage marked."""

    label: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownStatement:
    text: str
    references: list[Reference]
    language: str = ""


@dataclass(slots=True)
class Exchange:
    """A question with what became of it. slug: of the organization whose pages it links."""

    message: ChatMessage
    slug: str
    statements: list[ShownStatement] = field(default_factory=list)
    notice: str = ""

    def _url(self, name: str) -> str:
        return url_in(self.slug, f"lessons:{name}", self.message.pk)

    @property
    def stream_url(self) -> str:
        return self._url("message_stream")

    @property
    def url(self) -> str:
        return self._url("message_detail")

    @property
    def again_url(self) -> str:
        return self._url("message_again")

    @property
    def is_open(self) -> bool:
        """An answer is still to come."""
        return self.message.state in (ChatMessage.State.PENDING, ChatMessage.State.STREAMING)

    @property
    def has_failed(self) -> bool:
        return self.message.state == ChatMessage.State.FAILED

    @property
    def confidence(self) -> str:
        return str(CONFIDENCE.get(self.message.confidence, ""))

    @property
    def language(self) -> str:
        """Of the pages that the answer is made of; empty where that is not known."""
        return next((each.language for each in self.statements if each.language), "")

    @property
    def is_empty(self) -> bool:
        """Answered: the source does not say."""
        return not self.is_open and not self.has_failed and not self.statements


def exchange_of(message: ChatMessage, slug: str) -> Exchange:
    statements = [shown_statement(statement, slug) for statement in message.statements]
    return Exchange(
        message, slug, statements, notice=notice_of(message.provider) if statements else ""
    )


def shown_statement(statement: dict, slug: str) -> ShownStatement:
    """Each page once, however many passages of it a sentence rests on."""
    references = {}
    for citation in statement["citations"]:
        reference = Reference(
            label=citation["reference"],
            title=citation["title"],
            url=url_in(
                slug, "library:page_detail", UUID(citation["source_id"]), citation["page"] - 1
            )
            + "?"
            + urlencode({"atom": citation["atom_id"], "quote": citation["quote"][:QUOTE]}),
        )
        references.setdefault(reference.label, reference)
    language = next((c["language"] for c in statement["citations"] if c.get("language")), "")
    return ShownStatement(statement["text"], list(references.values()), language)

from uuid import UUID

from lessons.models import ChatMessage
from lessons.services import chat
from library.access import access_source
from organizations.access import require
from organizations.asking import require_ask
from organizations.commands import PersonCommand


class Command(PersonCommand):
    help = "Ask a source, or everything a person may see; the answer names its pages."

    def add_arguments(self, parser):
        parser.add_argument("question")
        parser.add_argument("--source", type=UUID, metavar="ID", help="This one only.")
        super().add_arguments(parser)

    def act(self, membership, *, question, source, **options):
        require(membership, "library.ask")
        require_ask(membership)
        book = access_source(membership, source, "library.ask") if source else None
        message = chat.ask(session=chat.session_about(membership.user, book), text=question)
        chat.claim(message)
        message.refresh_from_db()
        for _ in chat.answer(message):
            pass
        statements = message.statements
        return {
            "answer": " ".join(statement["text"] for statement in statements),
            "confidence": message.confidence,
            "citations": [cited for said in statements for cited in said["citations"]],
            "timings_ms": message.timings_ms,
            "provider": message.provider,
        }

    def show(self, result):
        if result["confidence"] == ChatMessage.Confidence.NONE:
            self.stdout.write("This source does not seem to hold the answer.")
            return
        self.stdout.write(result["answer"])
        places = dict.fromkeys(citation["reference"] for citation in result["citations"])
        self.stdout.write(f"({', '.join(places)}; confidence {result['confidence']})")

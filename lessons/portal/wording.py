"""What the student's pages say, in the usual words and in plain ones for younger students."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations.age_bands import Band

# name -> (the usual words, plain ones)
WORDS: dict[str, tuple[Any, Any]] = {
    "due": (_("What is due"), _("To do")),
    "nothing_due": (_("Nothing is due."), _("You have nothing to do. Well done.")),
    "all_due": (_("All assignments"), _("See all")),
    "go_on": (_("Go on where you left"), _("Go on here")),
    "nothing_begun": (
        _("What you read, hear or begin stands here, so that you can go on with it."),
        _("When you read or listen, you can go on from here."),
    ),
    "usage": (_("This month, of your plan"), _("What you can still make")),
    "plan": (_("See your plan"), _("See more")),
    "books": (_("My books"), _("My books")),
    "library": (_("The whole library"), _("All books")),
    "ask": (_("Ask a question"), _("Ask")),
    "request": (_("Request a lesson"), _("Ask for a lesson")),
    "request_hint": (
        _("On a topic, a chapter or some pages: to read, to hear or to watch."),
        _("Tell us what you want to learn. You can read it, hear it or watch it."),
    ),
    "topic": (_("Topic"), _("What do you want to learn?")),
    "lessons": (_("My lessons"), _("My lessons")),
    "all_lessons": (_("All lessons"), _("All lessons")),
    "no_lessons": (
        _("None yet. What a teacher makes for you, or you ask for, stands here."),
        _("None yet. Lessons for you come here."),
    ),
    "more": (_("Also yours"), _("More")),
    "quizzes": (_("Quizzes and sheets"), _("Quizzes")),
    "assignments": (_("Assignments"), _("My work")),
    "notes": (_("Notes"), _("My notes")),
    "chats": (_("Chats"), _("My questions")),
}


def words_for(band: Band) -> dict[str, str]:
    """name -> words; the usual ones where nothing is known."""
    return {name: str(words[band == Band.YOUNGER]) for name, words in WORDS.items()}

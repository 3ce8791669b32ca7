"""Questions, their answers, and notes."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "ask": (_("Ask a question"), _("Ask")),
    "chats": (_("Chats"), _("My questions")),
    "all_chats": (_("All chats"), _("All my questions")),
    "new_chat": (_("New chat"), _("Ask something new")),
    "find_chat": (_("Find a chat or a question"), _("Find a question")),
    "chats_not_found": (
        _("No chat and no question of yours has these words in it."),
        _("You did not ask that yet."),
    ),
    "no_chats_title": (_("No chats yet"), _("No questions yet")),
    "no_chats": (
        _(
            "Ask in your own words: a book, several, or all that you may read. Each sentence of an "
            "answer opens the page that says it."
        ),
        _("Ask in your own words. The answer shows you the page in the book."),
    ),
    "first_chat": (_("Begin the first chat"), _("Ask your first question")),
    "ask_sources": (_("Ask your sources"), _("Ask your books")),
    "which_sources": (
        _("Which sources are asked? None chosen is all that you may read."),
        _("Which books do you want to ask? Choose none to ask all of them."),
    ),
    "ask_these": (_("Ask these"), _("Ask these books")),
    "nothing_to_ask": (
        _("There is no source yet that could be asked."),
        _("There is no book to ask yet."),
    ),
    "how_answers_are": (
        _(
            "Answers are made of what stands on the pages, and name them. Where they say nothing, "
            "you are told so."
        ),
        _("The answer comes from your books. If they do not know it, you are told."),
    ),
    "asking_off": (
        _("Asking is switched off for you; what was answered stays."),
        _("You cannot ask now. Your old answers are still here."),
    ),
    "connection_broke": (_("The connection broke"), _("The internet stopped")),
    "question_kept": (
        _("Your question is kept. Load the page again to see its answer."),
        _("Your question is not lost. Load the page again to see the answer."),
    ),
    "not_answered": (_("This question was not answered"), _("There is no answer this time")),
    "not_in_sources": (_("Not in these sources"), _("Your books do not say this")),
    "not_in_sources_hint": (
        _(
            "Nothing on their pages answers this. Try other words, or ask about what the chapters "
            "are about."
        ),
        _("Try other words, or ask about something in the book."),
    ),
    "nearest": (_("What comes nearest:"), _("These pages may help:")),
    "rests_on": (_("What it rests on"), _("Where it says so")),
    "refused": (_("Not answered here"), _("You cannot ask this here")),
    "notes": (_("Notes"), _("My notes")),
    "no_notes": (
        _(
            "Open a page of a book, select some words and mark them. What you mark stands here, "
            "and what others share with you."
        ),
        _("Open a book and mark some words. Then you find them here."),
    ),
    "notes_not_found": (_("No note is like that."), _("You have no note like that.")),
    "lost_notes_title": (_("Some notes have lost their place"), _("Some notes have no place now")),
    "lost_notes": (
        _(
            "A book was read anew, and it does not say any more what these notes were about, or "
            "says it in several places. Nothing was moved. Decide for each."
        ),
        _("A book has changed. Tell us where each of these notes should go."),
    ),
    "no_lost_notes": (
        _("When a book gets a new edition, notes that are not found in it again stand here."),
        _("All your notes are where you put them."),
    ),
}

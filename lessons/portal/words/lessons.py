"""Asking for a lesson, and lessons themselves."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "request": (_("Request a lesson"), _("Ask for a lesson")),
    "request_hint": (
        _("On a topic, a chapter or some pages: to read, to hear or to watch."),
        _("Tell us what you want to learn. You can read it, hear it or watch it."),
    ),
    "topic": (_("Topic"), _("What do you want to learn?")),
    "look": (_("Look in the library"), _("Look in the books")),
    "choose_part": (
        _("Choose a chapter or pages of a book"),
        _("Or choose a chapter of a book"),
    ),
    "holds_on": (_("What your library holds on"), _("What your books say about")),
    "not_held": (_("Your library does not hold this"), _("Your books do not have this")),
    "held_lessons": (_("Lessons that are there already"), _("Lessons you can take now")),
    "make": (_("Make a lesson"), _("Ask for a lesson")),
    "make_first": (_("Make the first lesson"), _("Ask for your first lesson")),
    "make_it": (_("Make the lesson"), _("Make my lesson")),
    "which_book": (_("Which book is it made from?"), _("Choose a book.")),
    "no_read_book": (
        _(
            "A lesson is made from a book in the library. Add one first; when it is read, it "
            "stands here."
        ),
        _("Lessons come from books. There is no book yet."),
    ),
    "field_part": (_("What of it"), _("Which part?")),
    "field_modalities": (_("Ways to take it"), _("How do you want it?")),
    "field_level": (_("Level"), _("Easy or hard?")),
    "field_strategy": (_("How it is taught"), _("How should we teach it?")),
    "field_language": (_("Language"), _("Which language?")),
    "price": (_("What it counts as"), _("What it uses up")),
    "price_video": (_("With a video: one video."), _("A video: one of your videos.")),
    "price_text": (_("Without: one text lesson."), _("No video: one of your text lessons.")),
    "no_limit": (_("Your plan has no limit there."), _("You can make as many as you like.")),
    "similar": (_("There is a lesson like this already"), _("There is a lesson like this one")),
    "similar_hint": (
        _(
            "It is on the same book and mostly the same pages, or on a topic near by. It costs "
            "nothing to take it."
        ),
        _("You can take it now. It uses nothing up."),
    ),
    "anyway": (_("Make a new one all the same"), _("Make a new one")),
    "lessons": (_("My lessons"), _("My lessons")),
    "all_lessons": (_("All lessons"), _("All lessons")),
    "no_lessons": (
        _("None yet. What a teacher makes for you, or you ask for, stands here."),
        _("None yet. Lessons for you come here."),
    ),
    "no_lessons_makes": (
        _(
            "A lesson takes a chapter, or some pages, of a book in your library. Two teachers go "
            "through it; every sentence names its page."
        ),
        _("Two teachers explain a part of a book to you. You choose the part."),
    ),
    "no_lessons_given": (
        _("When a teacher of your school makes one, it stands here."),
        _("Your teacher can make lessons. Then you find them here."),
    ),
    "lesson_failed": (_("This lesson could not be made"), _("This lesson did not work")),
    "lesson_partial": (_("Partly made"), _("A part is missing")),
    "lesson_row_failed": (_("Could not be made"), _("Did not work")),
    "see_missing": (_("See what is missing"), _("See what you have")),
    "lesson_usable": (
        _("What is here is whole and can be used."),
        _("You can use what is here."),
    ),
    "lesson_waits": (_("Waiting to be made"), _("We start soon")),
    "lesson_made": (_("Being made"), _("We are making it")),
    "may_leave": (
        _("You may leave this page; the work goes on. Text is ready first, video last."),
        _("You can go away and come back later. The text comes first, the video last."),
    ),
    "formats": (_("What there is of it"), _("What you can open")),
    "offline": (_("Keep for offline"), _("Keep it without internet")),
    "offline_hint": (
        _(
            "One file that opens in a browser without the internet. Each sentence still names its "
            "page."
        ),
        _("One file that opens without the internet."),
    ),
    "slow_line": (_("Slow line?"), _("Slow internet?")),
    "line_is_slow": (
        _("The line is slow, or saves data: this is the lightest way that fits."),
        _("The internet is slow, so we show what loads fast."),
    ),
    "book_gone": (
        _("The book it was made from is no longer in the library, so its pages cannot be opened."),
        _("The book is gone, so you cannot open its pages."),
    ),
}

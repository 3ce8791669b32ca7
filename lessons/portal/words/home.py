"""The bar of every page, the student's home and their books."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "nav_library": (_("Library"), _("Books")),
    "nav_chats": (_("Chats"), _("My questions")),
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
    "more": (_("Also yours"), _("More")),
    "home_empty": (
        _("When a teacher of your school adds a book or makes a lesson, it stands here."),
        _("Your teacher can add books and lessons. Then you find them here."),
    ),
    "find_book": (_("Find a source, a chapter, a passage"), _("Find a book, or words in it")),
    "found_books": (_("Sources and chapters"), _("Books and chapters")),
    "found_passages": (_("Passages"), _("In the books")),
    "passages_alone": (
        _("No title or chapter has these words; the passages below do."),
        _("These words are inside the books below."),
    ),
    "books_not_found": (
        _("No title, chapter or passage has these words. Try fewer words, or others."),
        _("No book has these words. Try other words."),
    ),
    "none_like_that": (_("No source is like that just now."), _("There is no book like that now.")),
    "no_books_title": (_("No sources yet"), _("No books yet")),
    "no_books": (
        _("When a teacher of your school adds a book, it stands here."),
        _("Your teacher can add books. Then you find them here."),
    ),
}

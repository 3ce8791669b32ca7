"""What a guardian reads before they agree.

A change of what is said is a new version: each consent names the one that was read.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = "2026-11"

POINTS: tuple[tuple[str | Promise, str | Promise], ...] = (
    (
        _("What your child can do"),
        _(
            "Add books of their own, ask questions about them, have lessons made from them, and "
            "mark pages. Nobody else sees what they make, unless a school or a family that they "
            "join shares a place with them."
        ),
    ),
    (
        _("What we keep"),
        _(
            "The name and the email address that your child gave, the country, a password that "
            "nobody can read, the books, questions, lessons and marks, and when they signed in. "
            "Not the date of birth."
        ),
    ),
    (
        _("What we do with it"),
        _(
            "We use it to run these pages for your child. It is not sold, no advertising is "
            "shown, and nothing is made public."
        ),
    ),
    (
        _("Who else sees it"),
        _(
            "Questions and passages of books may go to the language model that this installation "
            "uses, without the names of people. Whoever runs this installation can see what is "
            "kept on it."
        ),
    ),
    (
        _("Your rights"),
        _(
            "You can see all of it with your child, correct it, take this consent back and have "
            "everything deleted, at any time, by a link that we send you."
        ),
    ),
)

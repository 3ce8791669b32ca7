"""What people can do about a book in source form that is not as its publisher made it."""

from project.sentences import gettext as _


def get_again(problem: str) -> str:
    """The problem, a sentence, and what to do about it."""
    advice = _("Get the book's archive from OpenStax again, and upload it as it is.")
    return f"{problem} {advice}"

"""What office files say of themselves."""

import re

MAX_AUTHORS = 20
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)", re.IGNORECASE)


def authors_of(said: str | None) -> list[str]:
    """ "Ann Author; Bo Writer" as a list; what programs write in place of a name is nobody."""
    names = [name.strip() for name in re.split(r"[;|]", said or "")]
    programs = {"", "python-docx", "microsoft office user", "unknown", "author"}
    return [name for name in names if name.casefold() not in programs][:MAX_AUTHORS]


def alt_of(said: str | None) -> str:
    """A picture's description; the name of its file, which programs write there, is none."""
    text = " ".join((said or "").split())
    return "" if _FILE_NAME.fullmatch(text) else text

import hashlib

from django.template.loader import render_to_string
from django.utils import translation

from lessons.handouts import handout_of
from lessons.rendering.base import TEMPLATE_VERSION
from lessons.rendering.handout import Handout, lesson_pdf
from lessons.work import Work
from project import storage
from project.languages import interface_language


def run(work: Work) -> None:
    """The lesson to read, as a page of its own and to print: it waits for nothing else.

    Lessons of the same text share their files.
    """
    with translation.override(interface_language(work.lesson.language)):
        handout = handout_of(work.lesson, work.segments)
    prefix = f"lessons/{_key(work, handout)}/"
    keys = {"html": f"{prefix}lesson.html", "pdf": f"{prefix}lesson.pdf"}
    if not all(storage.exists(key) for key in keys.values()):
        _write(work, handout, keys)
    with work.writing("text", done=1, total=1):
        work.add_files(**keys)


def _key(work: Work, handout: Handout) -> str:
    parts = (TEMPLATE_VERSION, work.lesson.scope_label, repr(handout))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _write(work: Work, handout: Handout, keys: dict[str, str]) -> None:
    page = work.folder / "lesson.html"
    page.write_text(
        render_to_string("lessons/handout.html", {"lesson": work.lesson, "handout": handout}),
        "utf-8",
    )
    lesson_pdf(handout, work.folder / "lesson.pdf")
    for kind, key in keys.items():
        storage.save_file(key, work.folder / f"lesson.{kind}")

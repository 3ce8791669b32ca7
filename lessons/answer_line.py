"""Answers that this process makes: a few at once, and a line before them that has an end.

Who comes when the line is full is told so at once, and when to come back: a question that waits for
longer than a person does is better asked again.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.utils.translation import gettext as _

from project.errors import Busy


class AnswerLine:
    def __init__(self, *, at_once: int, waiting: int):
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._most = at_once + waiting
        self._inside = 0
        self._counting = threading.Lock()

    def require_place(self) -> None:
        """Raises Busy where all places are taken. Asked at the door, before anything is stored."""
        if self._inside >= self._most:
            raise Busy(_("Many questions are being answered just now. Ask again in ten seconds."))

    def submit(self, work: Callable, *args) -> None:
        """Whoever came through the door is let in, also where several came at once."""
        with self._counting:
            self._inside += 1
        self._threads.submit(work, *args).add_done_callback(self._leave)

    def _leave(self, _done: Future) -> None:
        with self._counting:
            self._inside -= 1


line = AnswerLine(at_once=settings.ANSWERS_AT_ONCE, waiting=settings.ANSWERS_WAITING)

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from rich.console import Console

from lessons import quickstart
from lessons.models import LessonRequest
from library.models import Source
from library.selectors import latest_ingestion
from organizations.scoping import catalogue_scope, scope
from organizations.staged import DONE, RUNNING, WAITING, Staged, in_order
from project.processes import StopRequest, end_children, ending, start_child
from project.progress import Report, Standing, report_to
from project.sites import HOST, PORT, answers, check_port_is_free

POLL_S = 0.2
STOP_WITHIN_S = 13  # a little more than the worker gives to its clusters
INTERRUPTED = 130  # as a shell says it


class Stopped(Exception):
    """Somebody asked us to stop."""


class Command(BaseCommand):
    help = "Start Lectern on this machine with a sample school, a real book and a lesson."

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="Make everything, then end.")
        parser.add_argument("--port", type=int, default=PORT)

    def handle(self, *args, no_serve: bool, port: int, **options):
        self.console = Console()
        self.stop = StopRequest()
        self.children: dict[str, subprocess.Popen] = {}
        try:
            if not no_serve:
                check_port_is_free(HOST, port)
            self._prepare(port)
            if not no_serve:
                self._serve(port)
        except Stopped:
            raise SystemExit(INTERRUPTED) from None
        finally:
            if self.stop:
                self.console.print("\nStopping …")
            end_children(list(self.children.values()), within_s=STOP_WITHIN_S)

    def _prepare(self, port: int) -> None:
        os.environ.setdefault("LECTERN_SITE_URL", f"http://{HOST}:{port}")  # for our children
        self._step("Database", partial(_migrate, self._go_on))
        teacher = quickstart.ensure_school()
        self.children["background worker"] = start_child("worker")
        self._fill(teacher)
        self._show_sign_ins()

    def _serve(self, port: int) -> None:
        """Until somebody asks to stop. Raises CommandError when a part of it ends by itself."""
        self.children["site"] = start_child("serve", "--port", str(port))
        while not answers(HOST, port):
            self._pause()
        self.console.print(f"\nLectern is at [bold]http://{HOST}:{port}[/]  (Ctrl-C stops it)")
        try:
            while True:
                self._pause()
        except Stopped:
            return

    def _pause(self) -> None:
        """Between two looks. Raises Stopped, and CommandError for a part that has ended."""
        if self.stop.wait(POLL_S):
            raise Stopped
        for name, child in self.children.items():
            if child.poll() is not None:
                raise CommandError(
                    f"The {name} ended {ending(child)}; it may say why above. Everything is "
                    "stopped and nothing is lost: start it again."
                )

    def _step(self, name: str, do: Callable[[], None]) -> None:
        began = time.monotonic()
        if not self.console.is_terminal:
            self.console.print(f"{name} …")
        with self.console.status(f"{name} …"):
            do()
        self.console.print(f"{name} ready in {time.monotonic() - began:.1f} s")
        self._go_on()

    def _go_on(self) -> None:
        if self.stop:
            raise Stopped

    def _fill(self, teacher) -> None:
        with report_to(self.console) as report:
            title = quickstart.add_title()
            with scope(teacher.organization_id):
                book = quickstart.add_book(teacher)
                self._watch_book(report, book)
            with catalogue_scope():
                self._watch_book(report, title)
            quickstart.subscribe_school(teacher)
            with scope(teacher.organization_id):
                request = quickstart.ensure_lesson(teacher, book)
                self._watch_lesson(report, request)
                quickstart.show_to_everybody(request)

    def _watch_book(self, report: Report, source: Source) -> None:
        def is_final() -> bool:
            source.refresh_from_db()
            return source.state in Source.FINAL

        title = f"Reading {source.filename}"
        self._watch(report, title, lambda: latest_ingestion(source), is_final)
        if source.state == Source.State.FAILED:
            raise CommandError(f"{source.title}: {source.problem}")

    def _watch_lesson(self, report: Report, request: LessonRequest) -> None:
        def is_final() -> bool:
            request.refresh_from_db()
            return request.state in LessonRequest.FINAL

        title = f"Lesson: {request.lesson.title}"
        self._watch(report, title, lambda: request, is_final)
        if request.state == LessonRequest.State.FAILED:
            raise CommandError(f"The lesson failed: {request.problem}")

    def _watch(
        self,
        report: Report,
        title: str,
        row_now: Callable[[], Staged],
        is_final: Callable[[], bool],
    ) -> None:
        """Show each stage until the work is over; none where it was before."""
        if is_final():
            self.console.print(f"{title}: done before")
            return
        while True:
            over = is_final()
            for standing in _standings(title, row_now()):
                report.show(standing)
            if over:
                return
            self._pause()

    def _show_sign_ins(self) -> None:
        self.console.print("\nSign in with the password [bold]" + quickstart.PASSWORD + "[/]:")
        for sign_in in quickstart.SIGN_INS:
            self.console.print(f"  {sign_in.who:<15} {sign_in.email}")


def _migrate(go_on: Callable[[], None]) -> None:
    try:
        call_command("migrate_databases", verbosity=0, before_each=go_on)
    except OperationalError as error:
        raise CommandError(f"The database cannot be reached: {str(error).strip()}") from error


def _standings(title: str, row: Staged) -> Iterator[Standing]:
    """Of the stages that have begun and have something to do."""
    for stage, entry in in_order(row.stages):
        if entry["state"] == WAITING or not (entry["total"] or entry["state"] == RUNNING):
            continue
        yield Standing(
            name=f"{title[:32]} · {stage}",
            done=entry["done"],
            total=entry["total"],
            seconds=entry["seconds"],
            is_over=entry["state"] == DONE,
        )

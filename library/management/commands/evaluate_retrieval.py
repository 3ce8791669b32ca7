"""How often the right passage is found: see docs/retrieval.md."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from library.management.question_files import read_passages, read_questions
from library.management.scratch import scratch_source, stopped_by_term
from library.retrieval.evaluation import Asking, figures, precision
from library.retrieval.queries import Scope
from library.retrieval.search import Asked, search
from organizations.scoping import catalogue_scope
from project.errors import Invalid, LecternError
from project.languages import base_of
from project.text.language import KNOWN

LIMIT = 10
UNRANKED = "precision@3 without reranker"

WAYS: dict[str, Callable[[str, Scope], list[UUID]]] = {
    "lexical": lambda query, scope: [pk for pk, _ in Asked(query, scope).words.best(LIMIT)],
    "vector": lambda query, scope: [pk for pk, _ in Asked(query, scope).meaning.best(LIMIT)],
    "rrf": lambda query, scope: Asked(query, scope).by_places()[:LIMIT],
    "default": lambda query, scope: [atom.atom_id for atom in search(query, scope=scope)],
}


class Command(BaseCommand):
    help = "Measure how often retrieval finds the right passage, on files of questions."

    def add_arguments(self, parser):
        parser.add_argument("--passages", required=True, type=Path, metavar="FILE")
        parser.add_argument("--questions", required=True, type=Path, metavar="FILE")
        parser.add_argument("--language", default="", help="Of the passages; default: found.")
        parser.add_argument("--json", action="store_true", help="Print one line of JSON.")

    def handle(self, *, passages, questions, language, **options):
        try:
            _check_language(language)
            given = read_passages(passages)
            asked = read_questions(questions, {each.passage_id for each in given})
            with (
                stopped_by_term(),
                catalogue_scope(),
                scratch_source(given, language=language, told=self._tell) as (source, names),
            ):
                found = self._ask(asked, Scope((source.pk,)), names)
        except LecternError as error:
            raise CommandError(error.message) from error
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            self._show(found, f"{len(asked)} questions, {len(given)} passages")

    def _ask(self, questions, scope: Scope, names: dict[UUID, str]) -> dict[str, dict[str, float]]:
        asked: dict[str, list[Asking]] = {way: [] for way in WAYS}
        unranked = []
        for number, question in enumerate(questions):
            for way, rank in WAYS.items():
                began = time.perf_counter()
                found = rank(question.text, scope)
                took_ms = 1000 * (time.perf_counter() - began)
                named = [names[pk] for pk in found]
                asked[way].append(Asking(named, question.relevant, took_ms))
            fused = Asked(question.text, scope)
            named = [names[pk] for pk in fused.fused(fused.scored())]
            unranked.append(precision(Asking(named, question.relevant, 0.0), 3))
            self._tell(number + 1, len(questions), "questions")
        found = {way: figures(each) for way, each in asked.items()}
        found["default"][UNRANKED] = round(sum(unranked) / len(unranked), 4)
        return found

    def _tell(self, done: int, total: int, what: str = "passages") -> None:
        if self.stderr.isatty() and (done == total or not done % 50):
            self.stderr.write(f"\r{done} of {total} {what} ", ending="\n" if done == total else "")

    def _show(self, found: dict[str, dict[str, float]], heading: str) -> None:
        self.stdout.write(heading)
        names = list(found["lexical"])
        self.stdout.write("         " + "".join(f"{name:>12}" for name in names))
        for way, values in found.items():
            self.stdout.write(f"{way:9}" + "".join(f"{values[name]:>12}" for name in names))
        self.stdout.write(f"{UNRANKED}: {found['default'][UNRANKED]}")


def _check_language(code: str) -> None:
    if code and base_of(code) not in KNOWN:
        raise Invalid(f"“{code}” is no language that is known here: {', '.join(sorted(KNOWN))}.")

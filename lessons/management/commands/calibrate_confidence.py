import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from lessons import confidence
from lessons.confidence import HIGH_FROM, MEDIUM_FROM, Calibration
from lessons.fitting import ANSWERABLE, RIGHT, calibration_error, fit, reliability
from lessons.labelled import Outcome, ask_all, scratch_library
from library.embeddings.current import name_in_use
from library.management.question_files import read_passages, read_questions
from library.management.scratch import stopped_by_term
from library.retrieval.caching import bypassed
from project.errors import LecternError
from project.providers.calls import for_purpose

# Of the questions that can be answered, how many may be refused before the model is asked: few,
# as people ask in other words than the data set. The model refuses some of its own.
REFUSED_SHARE = 0.01
EDGES = (0, 0.5, 0.6, MEDIUM_FROM, 0.8, HIGH_FROM, 0.95, 0.98, 1.01)


class Command(BaseCommand):
    help = (
        "Fit an answer's confidence on labelled questions, and say how often each level was "
        "right. Files are JSONL, plain or .gz."
    )

    def add_arguments(self, parser):
        parser.add_argument("--passages", type=Path, required=True, metavar="FILE")
        parser.add_argument("--questions", type=Path, required=True, metavar="FILE")
        parser.add_argument("--test-questions", type=Path, metavar="FILE", help="To report on.")
        parser.add_argument("--language", default="en")
        parser.add_argument("--limit", type=int, metavar="N", help="Of each file the first N.")
        parser.add_argument("--write", action="store_true", help="Keep what was fitted.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, passages, questions, test_questions, language, limit, write, **options):
        files = [questions, *([test_questions] if test_questions else [])]
        try:
            given = read_passages(passages)
            ids = {each.passage_id for each in given}
            asked = [read_questions(file, ids)[:limit] for file in files]
            with (
                stopped_by_term(),
                bypassed(),
                for_purpose("chat.calibration"),
                scratch_library(given, language=language) as library,
            ):
                outcomes = [list(ask_all(each, library)) for each in asked]
        except LecternError as error:
            raise CommandError(error.message) from error
        fitted = fit_calibration(outcomes[0], language)
        report = {
            "calibration": asdict(fitted),
            "fitted_on": describe(outcomes[0], fitted),
            "reported_on": describe(outcomes[-1], fitted),
        }
        if write:
            confidence.FILE.write_text(json.dumps(asdict(fitted), indent=2) + "\n")
        self.stdout.write(json.dumps(report) if options["json"] else _table(report))


def fit_calibration(outcomes: list[Outcome], language: str) -> Calibration:
    answerable = fit(
        [each.before for each in outcomes], [each.is_answerable for each in outcomes], ANSWERABLE
    )
    near = [answerable.of(each.before) for each in outcomes if each.is_answerable]
    answered = [each for each in outcomes if each.is_answered]
    if not answered:
        raise CommandError("None of these questions was answered: there is nothing to fit.")
    return Calibration(
        embedder=name_in_use(),
        languages=(language[:2],),
        answerable=answerable,
        refuse_below=round(float(np.quantile(near, REFUSED_SHARE)), 4),
        right=fit([each.signals for each in answered], [each.is_right for each in answered], RIGHT),
    )


def describe(outcomes: list[Outcome], fitted: Calibration) -> dict:
    """How it would have gone with the fitted figures."""
    passes = [fitted.answerable.of(each.before) >= fitted.refuse_below for each in outcomes]
    kept = list(zip(outcomes, passes, strict=True))
    with_article = [(each, ok and each.is_answered) for each, ok in kept if each.is_answerable]
    without = [ok and each.is_answered for each, ok in kept if not each.is_answerable]
    answered = [each for each, ok in with_article if ok]
    chances = [fitted.right.of(each.signals) for each in answered]
    right = [each.is_right for each in answered]
    bins = reliability(chances, right, EDGES)
    return {
        "questions": len(with_article),
        "answered": round(len(answered) / max(len(with_article), 1), 4),
        "right_of_answered": round(float(np.mean(right)), 4) if right else None,
        "refused_with_article": round(1 - len(answered) / max(len(with_article), 1), 4),
        "refused_without_article": round(1 - sum(without) / max(len(without), 1), 4),
        "refused_by_passages_alone": {
            "with_article": _share(not ok for each, ok in kept if each.is_answerable),
            "without_article": _share(not ok for each, ok in kept if not each.is_answerable),
        },
        "levels": _levels(chances, right, len(with_article)),
        "reliability": [asdict(each) for each in bins],
        "calibration_error": round(calibration_error(bins), 4),
    }


def _share(flags: Iterator[bool]) -> float:
    return round(float(np.mean([*flags] or [0])), 4)


def _levels(chances: list[float], right: list[bool], questions: int) -> dict:
    """Of each level, how many of the questions got it and how often it was right."""
    p, y = np.array(chances, float), np.array(right, float)
    levels = {}
    for name, low, high in (
        ("high", HIGH_FROM, 1.01),
        ("medium", MEDIUM_FROM, HIGH_FROM),
        ("low", 0, MEDIUM_FROM),
    ):
        inside = (p >= low) & (p < high)
        levels[name] = {
            "covers": round(float(inside.sum()) / max(questions, 1), 4),
            "right": round(float(y[inside].mean()), 4) if inside.any() else None,
        }
    return levels


def _table(report: dict) -> str:
    lines = []
    for part in ("fitted_on", "reported_on"):
        held = report[part]
        lines += [
            f"{part.replace('_', ' ')}: {held['questions']} questions",
            f"  refused, the article there    {held['refused_with_article']:.3f}",
            f"  refused, the article removed  {held['refused_without_article']:.3f}",
            f"  right, of those answered      {held['right_of_answered'] or 0:.3f}",
            *(
                f"  {name:<7} covers {level['covers']:.3f}  right {level['right'] or 0:.3f}"
                for name, level in held["levels"].items()
            ),
            "  chance said    answers    said     was",
            *(
                f"  {each['low']:.2f} to {each['high']:.2f}  {each['count']:>8}"
                f"   {each['said']:.3f}   {each['was']:.3f}"
                for each in held["reliability"]
            ),
            f"  mean distance of said and was {held['calibration_error']:.3f}",
        ]
    return "\n".join(lines)

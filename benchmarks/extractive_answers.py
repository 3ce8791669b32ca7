"""How often the embedded chat model answers: `python -m benchmarks.extractive_answers FOLDER`.

FOLDER as for retrieval_quality. Each question is asked twice: over the five best
passages, and over the five best of all other articles, where it has no answer.
Measured on all 2,000 of that file: answered 0.935, with a right answer in it 0.828, 1.8
sentences; over other articles 0.093 were answered. 157 ms an answer on 2 busy cores.
"""

import argparse
import os
import time
from pathlib import Path

import numpy as np

from benchmarks.retrieval_quality import Corpus, best, read
from library.retrieval import fusion
from project.providers import registry
from project.providers.base import Passage
from project.providers.embedded.extractive import ExtractiveChatModel

GIVEN = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=500)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.local")
    passages = read(options.folder / "squad-dev.passages.jsonl.gz")
    questions = read(options.folder / "squad-dev.questions-2000.jsonl.gz")[: options.questions]
    embedder = registry.embedder("all-minilm-l6-v2-int8")
    model = ExtractiveChatModel(embedder)
    corpus = Corpus([passage["text"] for passage in passages], embedder)
    titles = np.array([passage["title"] for passage in passages])
    title_of = {passage["passage_id"]: passage["title"] for passage in passages}
    answered = right = first_right = wrong = statements = 0
    seconds = []
    for question in questions:
        text, article = question["question"], title_of[question["passage_id"]]
        other = retrieve(corpus, embedder, text, titles != article)
        wrong += bool(list(model.answer(text, given(passages, other), language="en")))
        rows = retrieve(corpus, embedder, text, titles != "")
        start = time.perf_counter()
        said = [s.text.lower() for s in model.answer(text, given(passages, rows), language="en")]
        seconds.append(time.perf_counter() - start)
        held = [any(a.lower() in sentence for a in question["answers"]) for sentence in said]
        answered += bool(said)
        statements += len(said)
        right += any(held)
        first_right += held[:1] == [True]
    count = len(questions)
    print(f"{count} questions, {GIVEN} passages each")
    print(f"answered                                  {answered / count:.3f}")
    print(f"an answer of the data set is in it        {right / count:.3f}")
    print(f"... in its first sentence                 {first_right / count:.3f}")
    print(f"sentences an answer                       {statements / max(answered, 1):.2f}")
    print(f"answered where the article is not given   {wrong / count:.3f}")
    print(f"ms an answer, median                      {1000 * np.median(seconds):.0f}")


def retrieve(corpus: Corpus, embedder, question: str, allowed: np.ndarray) -> list[int]:
    words = np.where(allowed, corpus.bm25(question, candidates_only=True), -1)
    meaning = np.where(allowed, corpus.vectors @ embedder.embed_query(question), -1)
    union = {*best(words), *best(meaning)}
    scores = [{row: float(scorer[row]) for row in union} for scorer in (words, meaning)]
    return list(fusion.mean_z_scores(scores))[:GIVEN]


def given(passages: list[dict], rows: list[int]) -> list[Passage]:
    return [Passage(str(row), passages[row]["text"], str(row + 1)) for row in rows]


if __name__ == "__main__":
    main()

"""A strategy's spec shapes what is said and what is asked; a bad one is found."""

import json
from dataclasses import replace

import pytest
import yaml
from django.core.management import CommandError, call_command

from lessons.script.base import SourceSentence, Topic
from lessons.script.glossing import defined_in
from lessons.script.phrases import Phrases
from lessons.script.topics import topics_of
from lessons.script.writer import write_script
from lessons.strategies.checking import Rule, check
from lessons.strategies.linting import lint
from lessons.strategies.own.finding import item_mix
from lessons.strategies.performing import Strategy
from lessons.strategies.registry import FOLDER, STRATEGIES, strategy
from lessons.strategies.spec import Spec
from lessons.tests.test_script import SUN, chapter, section
from project.providers.registry import embedder
from project.text.extractive import count_words
from scripts import messages

EMBEDDER = "all-minilm-l6-v2-int8"


def written(way: Strategy, rows=None):
    topics, _left_out = topics_of(rows or chapter(), title="15 The Sun", language="en")
    how = {"title": "15 The Sun", "language": "en", "embedder": embedder(EMBEDDER)}
    return write_script(topics, strategy=way, **how)


def changed(key: str = "direct_instruction", **change) -> Strategy:
    values = strategy(key).spec.model_dump(mode="json") | change
    return Strategy(Spec.model_validate(values))


def test_two_strategies_on_one_chapter_differ_in_phases_and_items():
    said = {key: written(each) for key, each in STRATEGIES.items()}
    assert len({tuple(turn.phase for turn in each.turns) for each in said.values()}) >= 9
    assert len({tuple(sorted(item_mix(key).items())) for key in STRATEGIES}) == len(STRATEGIES)
    assert all(sum(item_mix(key).values()) == 100 for key in STRATEGIES)
    socratic, worked = said["socratic"].turns, said["worked_examples"].turns
    assert [turn.phase for turn in socratic[:4]] == ["prior", "ask", "explain", "probe"]
    assert [turn.phase for turn in worked[:3]] == ["aims", "model", "practice"]
    assert item_mix("socratic")["short_answer"] == 80
    assert "short_answer" not in item_mix("worked_examples")


@pytest.mark.parametrize("key", STRATEGIES)
def test_what_is_written_keeps_its_strategy(key):
    script = written(strategy(key), chapter(9))
    assert script.failing == []
    assert not [turn for turn in script.turns if not turn.lines]


def test_words_are_explained_first_to_learners_of_the_language():
    turns = written(strategy("sheltered_instruction")).turns
    words = turns[1]
    assert words.phase == "words"
    assert any("photosphere" in bullet or "sunspot" in bullet for bullet in words.bullets)
    assert [line for line in words.lines if line.origin]


def test_sentences_are_as_short_as_the_strategy_says():
    def longest(way: Strategy) -> int:
        lines = [line for turn in written(way).turns for line in turn.lines if line.origin]
        return max(count_words(line.text) for line in lines)

    assert longest(changed(language={"max_words": 11})) <= 11 < longest(changed())


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Dark regions on the photosphere are called sunspots.", "sunspots"),
        ("The Sun is a star made of hydrogen.", "Sun"),
        ("Diese Schicht nennt man die Photosphäre.", "Photosphäre"),
        ("It rained for a day.", ""),
    ],
)
def test_a_word_that_a_sentence_explains(sentence, word):
    assert defined_in(sentence) == word


def test_a_forbidden_sentence_is_replaced_and_what_cannot_be_is_said():
    before = [line.text for turn in written(changed()).turns for line in turn.lines if line.origin]
    forbidden = [{"words": "hydrogen and helium", "why": "x"}, {"words": "corona", "why": "x"}]
    assert any("hydrogen and helium" in text or "corona" in text for text in before)
    mended = written(changed(forbidden=forbidden))
    after = [line.text for turn in mended.turns for line in turn.lines]
    assert mended.failing == [] and not [
        t for t in after if "hydrogen and helium" in t or "corona" in t
    ]
    only = [section("heading", "The Sun"), section("text", "The Sun is a star of its own kind.")]
    script = written(changed(forbidden=[{"words": "STAR", "why": "x"}]), [*only, *chapter(1)[:1]])
    [rule] = {each.rule for each in script.failing}
    assert (rule, script.failing[0].detail) == (Rule.FORBIDDEN, "STAR")


def test_a_script_is_checked_whoever_wrote_it():
    spec = strategy("spiral_review").spec
    turns = written(strategy("spiral_review")).turns
    rules = lambda turns: [(each.rule, each.detail) for each in check(turns, spec, topics=5)]  # noqa: E731
    assert rules(turns) == []
    assert (Rule.PHASE, "A look back") in rules([t for t in turns if t.phase != "review"])
    assert (Rule.ORDER, "Aims") in rules([*turns[1:], turns[0]])
    assert (Rule.EMPTY, turns[1].heading) in rules([turns[0], replace(turns[1], lines=[])])
    sentence = SourceSentence("word " * 60, section("text", SUN).id, 0, "1", "p. 1")
    topic = Topic("Long", ["Long"], 0, "p. 1", sentences=[sentence])
    long = strategy("spiral_review").about(topic, Phrases())
    assert (Rule.LENGTH, "60") in rules(long)


BAD = [
    ({"items": {"cloze": 50}}, "items: they add up to 50"),
    ({"items": {"riddle": 100}}, "items.riddle"),
    ({"version": 0}, "version"),
    ({"colour": "red"}, "colour"),
    ({"forbidden": [{"words": "Welcome", "why": "x"}]}, "said by the teachers themselves"),
    ({"language": {"max_words": 8}}, "the teachers themselves say"),
    ({"language": {"glossed_words": 3}}, "language.glossed_words"),
    ({"phases": []}, "phases"),
    ("time", "add up to 90"),
    ("move", "cannot be done"),
    ("told twice", "just one has to tell"),
    ("named twice", "two are named"),
    ("not closed", "none closes"),
]


@pytest.mark.parametrize(("change", "problem"), BAD, ids=[str(each) for each, _ in BAD])
def test_a_bad_spec_is_found(change, problem, tmp_path, capsys):
    values = yaml.safe_load((FOLDER / "direct_instruction.yaml").read_text("utf-8"))
    phases = values["phases"]
    if change == "time":
        phases[0]["time"] = 0
    elif change == "move":
        phases[0]["moves"] = ["recap"]
    elif change == "told twice":
        phases[1]["moves"] = ["tell", "answer"]
    elif change == "named twice":
        phases[2]["name"] = "aims"
    elif change == "not closed":
        del phases[2]
    else:
        values |= change
    file = tmp_path / "bad.yaml"
    file.write_text(yaml.safe_dump(values), "utf-8")
    with pytest.raises(CommandError):
        call_command("lint_strategies", str(file), "--json")
    found = json.loads(capsys.readouterr().out)["bad.yaml"]
    assert any(problem in line for line in found), found


def test_global_ones_are_sound_and_their_words_translated(capsys):
    call_command("lint_strategies", "--json")
    found = json.loads(capsys.readouterr().out)
    assert len(found) >= 10 and not any(found.values())
    collected = {message.id for message in messages.collect()}
    assert {each.spec.name for each in STRATEGIES.values()} <= collected
    assert all(lint(each.spec) == [] and each.spec.source for each in STRATEGIES.values())

"""What a teacher can do in one turn, from the book's own sentences. Pure.

A language without phrases has no words of the teachers' own: a question is then the heading.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lessons.script.base import JOINT, Line, SourceSentence, Topic, Turn, others
from lessons.script.glossing import glosses
from lessons.script.phrases import Phrases, said
from lessons.script.standing import as_spoken
from lessons.strategies.bullets import MAX_BULLETS, bullets_of, shorten
from lessons.strategies.spec import Move, Spec
from project.text.extractive import count_words

MAX_SAID_WITH = 3  # headings that are named aloud beside a topic's own; more are only shown
MAX_NAMED = 5  # headings in one question or task


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a move is made. topics: of the whole lesson. place: from 0, of the topic it is at, or
    of the last before it. behind: the topics since the last look back."""

    spec: Spec
    title: str
    topics: list[Topic]
    phrases: Phrases
    phase: str
    place: int = 0
    behind: tuple[Topic, ...] = ()

    @property
    def topic(self) -> Topic:
        return self.topics[self.place]

    def pick(self, phrases: tuple[str, ...]) -> str:
        """Another one at each topic; "" where there are none."""
        return phrases[self.place % len(phrases)] if phrases else ""


def aims(scene: Scene) -> Turn:
    """Say what is coming; shown: the first headings."""
    phrases = scene.phrases
    own = [said(each, title=as_spoken(scene.title)) for each in (phrases.welcome, phrases.we_cover)]
    lines = [Line(text) for text in own if text]
    heading = phrases.aims.format(title=scene.title)
    return _of_all(scene, heading, lines or [Line(scene.title)])


def prior(scene: Scene) -> Turn:
    return _of_all(scene, scene.title, [_question(scene.phrases.prior, scene.title)])


def words(scene: Scene) -> Turn:
    """The words that the lesson needs, each in the sentence of the book that says what it is."""
    found = glosses(scene.topics, most=scene.spec.language.glossed_words or MAX_BULLETS)
    named = [word for word, _ in found] or [topic.heading for topic in scene.topics[:MAX_BULLETS]]
    spoken = ", ".join(as_spoken(each) for each in named)
    lead = said(scene.phrases.words, headings=spoken) or f"{spoken}."
    lines = [Line(lead), *(Line(sentence.text, sentence) for _, sentence in found)]
    return _turn(scene, scene.title, lines, named, scene.topics[0].reference)


def at_home(scene: Scene) -> Turn:
    welcome = said(scene.phrases.welcome, title=as_spoken(scene.title))
    lines = [Line(text) for text in (welcome, scene.phrases.at_home) if text]
    return _of_all(scene, scene.title, lines or [Line(scene.title)])


def ask(scene: Scene) -> Turn:
    return _asking(scene, scene.pick(scene.phrases.wonder))


def tell(scene: Scene) -> Turn:
    lead = scene.pick(scene.phrases.next_topic) or "{heading}."
    return _explanation(scene, said(lead, heading=as_spoken(scene.topic.heading)))


def answer(scene: Scene) -> Turn:
    return _explanation(scene, "")


def steps(scene: Scene) -> Turn:
    """As `tell`, and the slide numbers what is said."""
    spoken = as_spoken(scene.topic.heading)
    turn = _explanation(scene, said(scene.phrases.steps, heading=spoken) or f"{spoken}.")
    turn.bullets = [f"{number}. {text}" for number, text in enumerate(turn.bullets, start=1)]
    return turn


def your_turn(scene: Scene) -> Turn:
    return _asking(scene, scene.phrases.your_turn)


def probe(scene: Scene) -> Turn:
    return _asking(scene, scene.pick(scene.phrases.probe))


def compare(scene: Scene) -> Turn | None:
    """With the topic before; at the first there is none."""
    if scene.place == 0:
        return None
    before = as_spoken(scene.topics[scene.place - 1].heading)
    return _asking(scene, scene.phrases.compare.replace("{before}", before))


def simply(scene: Scene) -> Turn:
    return _asking(scene, scene.phrases.simply, _shortest(scene.topic))


def check(scene: Scene) -> Turn:
    first = scene.topic.sentences[0] if scene.topic.sentences else None
    return _asking(scene, scene.phrases.check, first)


def ways(scene: Scene) -> Turn:
    return _asking(scene, scene.phrases.ways)


def recap(scene: Scene) -> Turn:
    """The last sentence of each topic since the last look back."""
    chosen = [topic.sentences[-1] for topic in scene.behind if topic.sentences]
    before = [Line(scene.phrases.recap)] if scene.phrases.recap else []
    heading = JOINT.join(topic.heading for topic in scene.behind)
    lines = [*before, *(Line(sentence.text, sentence) for sentence in chosen)]
    return _turn(
        scene, heading, lines, [shorten(s.text) for s in chosen], scene.behind[0].reference
    )


def questions(scene: Scene) -> Turn:
    """One on each of a few topics, spread over those behind or over the whole."""
    topics = _spread(list(scene.behind) or scene.topics, MAX_NAMED)
    wonder = scene.phrases.wonder
    asked = [
        _question(wonder[number % len(wonder)] if wonder else "", topic.heading)
        for number, topic in enumerate(topics)
    ]
    lead = [Line(scene.phrases.questions)] if scene.phrases.questions else []
    heading = scene.phrases.summary.format(title=scene.title)
    return _turn(scene, heading, [*lead, *asked], [one.text for one in asked], topics[0].reference)


def summary(scene: Scene) -> Turn:
    """The first sentence of a few topics, spread over the whole."""
    phrases = scene.phrases
    chosen = [t.sentences[0] for t in _spread_wide(scene.topics) if t.sentences][:3]
    lines = [Line(sentence.text, sentence) for sentence in chosen]
    before = [Line(phrases.remember)] if phrases.remember else []
    goodbye = said(phrases.goodbye, title=as_spoken(scene.title))
    after = [Line(goodbye)] if goodbye else []
    return _turn(
        scene,
        phrases.summary.format(title=scene.title),
        [*before, *lines, *after] or [Line(scene.title)],
        [shorten(sentence.text) for sentence in chosen],
        chosen[0].reference if chosen else scene.topics[0].reference,
    )


def teach_back(scene: Scene) -> Turn:
    text = said(scene.phrases.teach_back, title=as_spoken(scene.title))
    return _of_all(scene, scene.title, [Line(text or scene.title)])


def together(scene: Scene) -> Turn:
    named = [topic.heading for topic in _spread(scene.topics, MAX_NAMED)]
    spoken = ", ".join(as_spoken(each) for each in named)
    text = said(scene.phrases.together, headings=spoken) or f"{spoken}."
    return _turn(scene, scene.title, [Line(text)], named, scene.topics[0].reference)


def _explanation(scene: Scene, lead: str) -> Turn:
    topic = scene.topic
    own = [lead] if lead or topic.sentences else [f"{topic.heading}."]
    named = _said_with(scene.title, topic)
    own += [said(scene.phrases.with_it, headings=named)] if named else []
    sayings = [Line(line) for line in own if line]
    return Turn(
        phase=scene.phase,
        heading=topic.heading,
        lines=[*sayings, *(Line(sentence.text, sentence) for sentence in topic.sentences)],
        bullets=bullets_of(topic),
        covers=topic.covers,
        reference=topic.sentences[0].reference if topic.sentences else topic.reference,
        figure=topic.figures[0] if topic.figures else None,
    )


def _said_with(title: str, topic: Topic) -> str:
    """The few headings that a topic takes along, without the title, which was said at first."""
    told = [as_spoken(one) for one in others(topic.heading, topic.covers)]
    told = [one for one in dict.fromkeys(told) if one.casefold() != as_spoken(title).casefold()]
    return ", ".join(told) if len(told) <= MAX_SAID_WITH else ""


def _asking(scene: Scene, phrase: str, sentence: SourceSentence | None = None) -> Turn:
    """About the topic, with its picture; then, where one is given, a sentence of the book."""
    topic = scene.topic
    asked = _question(phrase, topic.heading)
    told = [Line(sentence.text, sentence)] if sentence else []
    bullets = [shorten(sentence.text)] if sentence else [asked.text]
    turn = _turn(scene, topic.heading, [asked, *told], bullets, topic.reference)
    turn.figure = topic.figures[0] if topic.figures else None
    return turn


def _question(phrase: str, heading: str) -> Line:
    """phrase: with {heading} or {title}; "" where the language has none."""
    spoken = as_spoken(heading)
    return Line(said(phrase or "{heading}?", heading=spoken, title=spoken))


def _of_all(scene: Scene, heading: str, lines: list[Line]) -> Turn:
    """Shown: the first headings of the lesson."""
    bullets = [topic.heading for topic in scene.topics[:MAX_BULLETS]]
    return _turn(scene, heading, lines, bullets, scene.topics[0].reference)


def _turn(
    scene: Scene, heading: str, lines: list[Line], bullets: list[str], reference: str
) -> Turn:
    return Turn(scene.phase, heading, lines, bullets, reference=reference)


def _shortest(topic: Topic) -> SourceSentence | None:
    return min(topic.sentences, key=lambda each: count_words(each.text), default=None)


def _spread(topics: list[Topic], most: int) -> list[Topic]:
    return topics[:: -(-len(topics) // most)]


def _spread_wide(topics: list[Topic]) -> list[Topic]:
    return topics[:: max(1, len(topics) // 3)]


MOVES: dict[Move, Callable[[Scene], Turn | None]] = {
    Move.AIMS: aims,
    Move.PRIOR: prior,
    Move.WORDS: words,
    Move.AT_HOME: at_home,
    Move.ASK: ask,
    Move.TELL: tell,
    Move.ANSWER: answer,
    Move.STEPS: steps,
    Move.YOUR_TURN: your_turn,
    Move.PROBE: probe,
    Move.COMPARE: compare,
    Move.SIMPLY: simply,
    Move.CHECK: check,
    Move.WAYS: ways,
    Move.RECAP: recap,
    Move.QUESTIONS: questions,
    Move.SUMMARY: summary,
    Move.TEACH_BACK: teach_back,
    Move.TOGETHER: together,
}

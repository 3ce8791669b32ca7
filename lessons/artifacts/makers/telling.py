"""What tells and does not ask: summaries, slides, plans, questions to talk about."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lessons.artifacts.base import Draft, Kind, Reading, Said
from lessons.artifacts.makers.similar import Similar
from lessons.script.base import SourceSentence, Topic
from lessons.script.phrases import phrases_for
from lessons.script.writer import choose
from lessons.strategies.base import bullets_of
from lessons.strategies.registry import strategy

MOST_AIMS = 8


def summary(reading: Reading, similar: Similar) -> Iterator[Draft]:
    for topic, said in _chosen(reading, similar):
        yield _of_several(Kind.TEXT, topic.heading, [each.text for each in said], said)


def slides(reading: Reading, similar: Similar) -> Iterator[Draft]:
    for topic, said in _chosen(reading, similar):
        yield _of_several(Kind.SLIDE, topic.heading, bullets_of(topic), said[:3])


def discussion(reading: Reading, similar: Similar) -> Iterator[Draft]:
    """The source's own questions; of a part without any, one to each heading."""
    for said in reading.questions:
        yield Draft(Kind.QUESTION, said.text, said.place, said.text.lower(), worth=1.0)
    for topic, told in _chosen(reading, similar) if not reading.questions else ():
        stem = _("What does the text say about “%(heading)s”, and what does it rest on?")
        yield Draft(
            Kind.QUESTION,
            stem % {"heading": topic.heading},
            told[0].place,
            topic.heading.lower(),
            explanation=told[0].text,
        )


def plan(reading: Reading, similar: Similar) -> Iterator[Draft]:
    """Aims, the strategy's phases with what the source says in each, and questions to end with."""
    if aims := reading.aims[:MOST_AIMS]:
        yield _of_several(Kind.TEXT, _("Aims"), [each.text for each in aims], aims)
    chosen = list(_chosen(reading, similar))
    by_text = {each.text: each for _topic, said in chosen for each in said}
    title = chosen[0][0].heading if chosen else ""
    taught = strategy(reading.strategy).turns(
        title, [topic for topic, _said in chosen], phrases_for(reading.language)
    )
    for turn in taught if chosen else ():
        told = [by_text[line.origin.text] for line in turn.lines if line.origin]
        own = " ".join(line.text for line in turn.lines if not line.origin)
        if told:
            texts = [each.text for each in told]
            draft = _of_several(Kind.TEXT, turn.heading, texts, told)
            draft.explanation = own
            yield draft
    for said in reading.questions[:3]:
        yield Draft(Kind.QUESTION, said.text, said.place, said.text.lower())


def _of_several(kind: Kind, stem: str, texts: list[str], said: list[Said]) -> Draft:
    first, *rest = said
    return Draft(
        kind,
        stem,
        first.place,
        f"{stem.lower()} {first.place.page_index} {first.place.start} {kind}",
        key={"accepted": texts},
        worth=1.0,
        also=[each.place for each in rest],
    )


def _chosen(reading: Reading, similar: Similar) -> Iterator[tuple[Topic, list[Said]]]:
    """(topic with the sentences that say the most of it, the same with their places)."""
    topics: list[Topic] = []
    for said in reading.said:
        if not topics or topics[-1].heading != said.heading:
            place = said.place
            topics.append(Topic(said.heading, [said.heading], place.page_index, place.reference))
        if said.text[-1:] in ".!。" and said.text[:1].isupper():
            topics[-1].sentences.append(_sentence(said))
    by_text = {said.text: said for said in reading.said}
    wanted = [topic for topic in topics if topic.sentences]
    if not wanted:
        return
    for topic in choose(wanted, language=reading.language, embedder=similar.embedder):
        if topic.sentences:
            yield topic, [by_text[each.text] for each in topic.sentences]


def _sentence(said: Said) -> SourceSentence:
    place = said.place
    return SourceSentence(
        said.text, place.source_id, place.page_index, place.page_label, place.reference
    )

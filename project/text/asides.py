"""Sentences that state nothing: what a learner shall do, and works to look up.

Lists of openings per language; a language without one has none told apart.
"""

import re
from collections.abc import Iterable, Iterator

# "By the end of this section, you will be able to:"
AIMS = r"""
    by the end of (?:this|the) (?:section|chapter|unit|module|lesson|course|reading)
    after (?:reading|studying|completing|finishing) this|learning (?:objectives?|outcomes?|goals?)
    (?:.* )?you (?:will|should) (?:then )?be able to:?\s*$|you (?:will|should) be able to
    al final(?:izar)? (?:de )?est[ae] (?:sección|capítulo|unidad|módulo)
    serás? capa(?:z|ces) de|vous serez (?:en mesure|capables?) de
    à la fin (?:de cette (?:section|unité)|de ce chapitre|du chapitre)
    (?:nach|am ende) dies\w+ (?:abschnitt|kapitel|einheit|lektion)\w* (?:können|sollten) sie
"""
# "Explain how …", "2. Beschreiben Sie …": verbs that no statement begins with, in this form.
TASKS = """
    analy[sz]e|apply|assess|calculate|classify|compare|compute|contrast|convert|define|derive
    describe|determine|differentiate between|discuss|distinguish|estimate|evaluate|explain
    give (?:an|one|two|three|some)|identify|illustrate|interpret|outline|predict|recall
    list (?:the|some|at least|two|three|four)|name (?:the|some|two|three|four)|recogni[sz]e
    relate|sketch|solve|state (?:the|how|why|what)|suggest|summari[sz]e|understand
    write (?:a|an|down)
    (?:analysieren|begründen|berechnen|beschreiben|bestimmen|beweisen|diskutieren|erklären) sie
    (?:erläutern|geben|nennen|skizzieren|vergleichen|zeigen|zeichnen) sie
    analice|calcule|defina|describa|determine|explique|identifique|resuelva
    analysez|calculez|comparez|décrivez|définissez|déterminez|expliquez|identifiez|résolvez
"""
# "Sky & Telescope (November 1983): 410.", "A film about astrology (9:09).", "Retrieved from …"
CITATIONS = r"""
    \(\D{0,20}(?:1[89]|20)\d\d[a-z]?\)\s*[:,.]\s*(?:\d|pp?\.)|\(\d{1,3}(?::\d\d){1,2}\)\W*$
    \bdoi[:.]|\bISBN\b|\b(?:Retrieved|Accessed|Abgerufen) (?:from|on|am|[A-Z])
"""
BULLET = re.compile(r"^\s*[•‣▪●◦–*-]\s")
NUMBERED = re.compile(r"^\W*(?:\d{1,3}[.)]|[a-z][.)])?\s*")


def _any(lines: str, end: str = "", flags: int = 0) -> re.Pattern[str]:
    return re.compile(
        f"(?:{'|'.join(lines.split(chr(10))[1:-1])})".replace("    ", "") + end, flags
    )


_AIM, _TASK = (_any(lines, r"(?!\w)", re.IGNORECASE) for lines in (AIMS, TASKS))
_CITATION = _any(CITATIONS)


def is_citation(sentence: str) -> bool:
    """Whether it names a work to look up."""
    return _CITATION.search(sentence) is not None


def is_objective(sentence: str) -> bool:
    """Whether it says what a learner shall do, or be able to do."""
    text = NUMBERED.sub("", sentence, count=1)
    return _TASK.match(text) is not None or is_aim(text)


def is_aim(sentence: str) -> bool:
    """Whether it leads in what a learner shall be able to do."""
    return _AIM.match(sentence) is not None


def without_objectives(sentences: Iterable[str]) -> Iterator[str]:
    """Those that are none; with what leads in goes the list that it leads in."""
    in_list = False
    for sentence in sentences:
        in_list = is_aim(sentence) or (in_list and BULLET.match(sentence) is not None)
        if not in_list and not is_objective(sentence):
            yield sentence

"""Pure: what a book holds for looking things up, which nobody wants read aloud.

A glossary, references, exercises with their answers, contents and index are known by their
heading; names of all languages together. What stands under such a heading goes with it.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from lessons.script.base import LeftOut, SectionText


class Matter(StrEnum):
    TERMS = "terms"
    SOURCES = "sources"
    EXERCISES = "exercises"
    LISTS = "lists"


_NAMES = {
    Matter.TERMS: """key terms|key term|glossary|vocabulary|key words|keywords|list of terms
        |glossar|schlüsselbegriffe|begriffe|fachbegriffe|glossaire|termes clés|mots clés|lexique
        |glosario|términos clave|palabras clave|vocabulario""",
    Matter.SOURCES: """references|reference list|bibliography|works cited|literature cited
        |further reading|further readings|for further reading|for further exploration
        |for further study|suggested reading|suggested readings|recommended reading|endnotes
        |literatur|literaturverzeichnis|weiterführende literatur|quellen|quellenverzeichnis
        |bildquellen|références|bibliographie|lectures complémentaires|pour aller plus loin
        |referencias|bibliografía|lecturas recomendadas|para saber más""",
    Matter.EXERCISES: """exercises|exercise|problems|practice problems|additional problems
        |homework|review questions|thought questions|discussion questions|study questions
        |questions|conceptual questions|critical thinking questions|multiple choice
        |check your understanding|figuring for yourself|collaborative group activities
        |group activities|answers|answer key|solutions to exercises|quiz|self-check
        |aufgaben|übungen|übungsaufgaben|kontrollfragen|antworten|exercices
        |questions de révision|réponses|corrigés|ejercicios|preguntas de repaso|preguntas
        |respuestas|soluciones de los ejercicios""",
    Matter.LISTS: """contents|table of contents|index|list of figures|list of tables
        |list of symbols|inhalt|inhaltsverzeichnis|stichwortverzeichnis|sachverzeichnis
        |symbolverzeichnis|abkürzungsverzeichnis|abbildungsverzeichnis|tabellenverzeichnis
        |table des matières|sommaire|índice""",
}
MATTER_OF = {name.strip(): matter for matter, names in _NAMES.items() for name in names.split("|")}
_ANSWERS = re.compile(
    r"(?:answers|solutions|lösungen|corrigés|soluciones) (?:to|of|der|zu|des|de) "
)
_ONE_EXERCISE = re.compile(r"(?:exercise|problem|aufgabe|übungsaufgabe|exercice|ejercicio) \d")
_AIMS = {
    "learning objectives", "learning outcomes", "learning goals", "objectives", "lernziele",
    "objectifs", "objectifs d’apprentissage", "objetivos", "objetivos de aprendizaje",
}  # fmt: skip
_NUMBER = re.compile(
    r"^(?:(?:chapter|kapitel|chapitre|capítulo) )?(?:\d+|[ivxlc]+|[a-z])(?:\.\d+)*[.:)]? "
)
_AND = re.compile(r" (?:and|&|und|et|y) | ?/ ?")
# A lesson may begin in the middle of such a part: any heading ends it.
_LOWEST = 99


def matter_of(heading: str) -> Matter | None:
    """Of "3.4 Problems and Exercises" exercises; None for a heading with something to tell."""
    text = _NUMBER.sub("", " ".join(heading.casefold().split())).strip(" .:")
    if _ANSWERS.match(text) or _ONE_EXERCISE.match(text):
        return Matter.EXERCISES
    kinds = {MATTER_OF.get(name) for name in _AND.split(text)}
    return kinds.pop() if len(kinds) == 1 else None


def is_aims(heading: str) -> bool:
    """What follows is first what a learner shall be able to do, and then the text."""
    return _NUMBER.sub("", " ".join(heading.casefold().split())).strip(" .:") in _AIMS


def set_aside(
    sections: Iterable[SectionText], *, title: str
) -> tuple[list[SectionText], list[LeftOut]]:
    """(what is to be told, the headings of what is not).

    title: of what comes before the first heading. Such a part ends with a heading that is not
    below its own, or that belongs to another part of the book.
    """
    told: list[SectionText] = []
    left_out: list[LeftOut] = []
    for section, matter, heading in with_matter(sections, title=title):
        if matter is None:
            told.append(section)
        elif heading:
            left_out.append(_left_out(section, heading, matter))
    return told, left_out


def with_matter(
    sections: Iterable[SectionText], *, title: str
) -> Iterator[tuple[SectionText, Matter | None, str]]:
    """(section, what it belongs to, the heading that begins here or "").

    title: as in `set_aside`.
    """
    matter, level, home = None, 0, ""
    for number, section in enumerate(sections):
        heading = ""
        if section.is_heading:
            heading = section.text
            if matter is None or section.level <= level or section.home != home:
                matter, level, home = matter_of(section.text), section.level, section.home
        elif number == 0 and (matter := matter_of(title)):
            level, home, heading = _LOWEST, section.home, title
        yield section, matter, heading


def _left_out(section: SectionText, heading: str, matter: Matter) -> LeftOut:
    return LeftOut(" ".join(heading.split()), matter, section.page_index, section.reference)

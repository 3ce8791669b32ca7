"""The few words that a book's layout prints and its source leaves out, per language."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    figure: str
    table: str
    example: str
    equation: str
    exercise: str
    solution: str
    section: str
    chapter: str
    note: str
    key_terms: str
    footnotes: str
    video: str
    appendix: str


ENGLISH = Words(
    "Figure", "Table", "Example", "Equation", "Exercise", "Solution", "Section", "Chapter",
    "Note", "Key Terms", "Footnotes", "Video", "Appendix",
)  # fmt: skip
_WORDS = {
    "en": ENGLISH,
    "es": Words(
        "Figura", "Tabla", "Ejemplo", "Ecuación", "Ejercicio", "Solución", "Sección", "Capítulo",
        "Nota", "Términos clave", "Notas", "Video", "Apéndice",
    ),
    "pl": Words(
        "Rysunek", "Tabela", "Przykład", "Równanie", "Ćwiczenie", "Rozwiązanie", "Podrozdział",
        "Rozdział", "Uwaga", "Kluczowe pojęcia", "Przypisy", "Film", "Dodatek",
    ),
    "pt": Words(
        "Figura", "Tabela", "Exemplo", "Equação", "Exercício", "Solução", "Seção", "Capítulo",
        "Nota", "Termos-chave", "Notas", "Vídeo", "Apêndice",
    ),
}  # fmt: skip

# classes whose printed name is not the class itself
_TITLES = {
    "os-teacher": "",
    "philo-connections": "Connections",
    "think-philosopher": "Think Like a Philosopher",
    "read-philosopher": "Read Like a Philosopher",
    "write-philosopher": "Write Like a Philosopher",
    "media-video": "Video",
    "media-podcast": "Podcast",
    "sr-contrib-auth": "",
    "contrib-auth": "",
}
_SMALL = {"a", "an", "and", "as", "for", "in", "of", "on", "the", "to", "with"}


def words_of(language: str) -> Words:
    return _WORDS.get(language.partition("-")[0].lower(), ENGLISH)


def title_of_class(classes: str, language: str) -> str:
    """ "astronomy link-to-learning" -> "Link to Learning"; empty where the class says nothing.

    The names of classes are English in every book, so they help only in English ones.
    """
    name = classes.split()[-1] if classes.split() else ""
    if not name or not language.lower().startswith("en"):
        return ""
    if name in _TITLES:
        return _TITLES[name]
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
        return ""
    parts = name.split("-")
    return " ".join(
        part if position and part in _SMALL else part.capitalize()
        for position, part in enumerate(parts)
    )

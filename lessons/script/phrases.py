"""The few words that are the teachers' own, in each language that has them.

A language without a table gets none: headings and the source's sentences stand alone.
"""

import re
from dataclasses import dataclass

_TWO_MARKS = re.compile(r"([?!…])\s?[.?]$")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Each may hold {title}, {heading} or {headings}; an empty one is not said."""

    welcome: str = ""
    we_cover: str = ""
    next_topic: tuple[str, ...] = ()
    with_it: str = ""
    wonder: tuple[str, ...] = ()
    recap: str = ""
    remember: str = ""
    goodbye: str = ""
    aims: str = "{title}"
    summary: str = "{title}"


PHRASES = {
    "en": Phrases(
        welcome="Welcome. Today we look at {title}.",
        we_cover="We will come to these points, one after the other.",
        next_topic=("Now to {heading}.", "Next, {heading}.", "Let us turn to {heading}."),
        with_it="This also takes in {headings}.",
        wonder=(
            "What would you want to know about {heading}?",
            "Before we read on: what do you already know about {heading}?",
            "What question does {heading} answer?",
        ),
        recap="Before we go on, let us hold on to what we have so far.",
        remember="What should you take with you?",
        goodbye="That was {title}. You will find every sentence on its page in the book.",
        aims="What we will cover",
        summary="What to take with you",
    ),
    "es": Phrases(
        welcome="Bienvenidos. Hoy vemos {title}.",
        we_cover="Veremos estos puntos, uno tras otro.",
        next_topic=("Pasamos a {heading}.", "A continuación, {heading}.", "Veamos {heading}."),
        with_it="Aquí entra también {headings}.",
        wonder=("¿Qué quisieras saber sobre {heading}?", "¿Qué sabes ya de {heading}?"),
        recap="Antes de seguir, repasemos lo que llevamos.",
        remember="¿Con qué deberías quedarte?",
        goodbye="Esto ha sido {title}. Encontrarás cada frase en su página del libro.",
        aims="Lo que veremos",
        summary="Para recordar",
    ),
    "fr": Phrases(
        welcome="Bienvenue. Aujourd’hui, nous étudions {title}.",
        we_cover="Nous verrons ces points, l’un après l’autre.",
        next_topic=("Passons à {heading}.", "Ensuite, {heading}.", "Voyons {heading}."),
        with_it="Avec cela : {headings}.",
        wonder=("Que voudriez-vous savoir sur {heading} ?", "Que savez-vous déjà de {heading} ?"),
        recap="Avant de continuer, retenons ce que nous avons vu.",
        remember="Que faut-il retenir ?",
        goodbye="C’était {title}. Vous trouverez chaque phrase à sa page dans le livre.",
        aims="Ce que nous verrons",
        summary="À retenir",
    ),
    "de": Phrases(
        welcome="Willkommen. Heute geht es um {title}.",
        we_cover="Wir kommen der Reihe nach zu diesen Punkten.",
        next_topic=("Nun zu {heading}.", "Als Nächstes: {heading}.", "Sehen wir uns {heading} an."),
        with_it="Dazu gehört auch {headings}.",
        wonder=("Was möchtest du über {heading} wissen?", "Was weißt du schon über {heading}?"),
        recap="Bevor wir weitergehen, halten wir fest, was wir bisher haben.",
        remember="Was solltest du mitnehmen?",
        goodbye="Das war {title}. Jeden Satz findest du auf seiner Seite im Buch.",
        aims="Was wir behandeln",
        summary="Was du mitnehmen solltest",
    ),
}


def said(phrase: str, **words: str) -> str:
    """The phrase with the words in it; a heading's own mark ("Is Earth Round?") ends it."""
    return _TWO_MARKS.sub(r"\1", phrase.format(**words))


def phrases_for(language: str) -> Phrases:
    """language: BCP 47; "en-GB" has the words of "en"."""
    return PHRASES.get(language.split("-")[0].lower(), Phrases())

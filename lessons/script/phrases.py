"""The few words that are the teachers' own, in each language that has them.

A language without a table gets none: headings and the source's sentences stand alone.
"""

import re
from dataclasses import dataclass

_TWO_MARKS = re.compile(r"([?!…])\s?[.?]$")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Each may hold {title}, {heading}, {headings} or {before}; an empty one is not said."""

    welcome: str = ""
    we_cover: str = ""
    next_topic: tuple[str, ...] = ()
    with_it: str = ""
    wonder: tuple[str, ...] = ()
    recap: str = ""
    remember: str = ""
    goodbye: str = ""
    prior: str = ""
    words: str = ""
    at_home: str = ""
    steps: str = ""
    your_turn: str = ""
    probe: tuple[str, ...] = ()
    compare: str = ""
    simply: str = ""
    check: str = ""
    ways: str = ""
    questions: str = ""
    teach_back: str = ""
    together: str = ""
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
        prior="Before we begin: what do you already know about {title}?",
        words="These words come up today: {headings}.",
        at_home="Go through these points at home, and stop wherever you need to.",
        steps="Let us work through {heading}, step by step.",
        your_turn="Now it is your turn. Go through {heading} again without looking.",
        probe=(
            "What in the book tells you that this is so?",
            "What would follow if it were otherwise?",
            "What could somebody say against this?",
        ),
        compare="What has {heading} to do with {before}?",
        simply="Now say {heading} so that a friend would understand it. In short:",
        check="Stop for a moment. What have you heard about {heading}? Compare it with the book.",
        ways="Choose your way with {heading}: read it, draw it, or tell somebody about it.",
        questions="Can you answer these without the book?",
        teach_back="Close the book and teach {title}. Where you get stuck, read that page again.",
        together="In class, work on these together: {headings}.",
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
        prior="Antes de empezar: ¿qué sabes ya de {title}?",
        words="Hoy aparecen estas palabras: {headings}.",
        at_home="Repasa estos puntos en casa y detente donde lo necesites.",
        steps="Veamos {heading} paso a paso.",
        your_turn="Ahora te toca a ti. Repasa {heading} otra vez sin mirar.",
        probe=("¿Qué dice el libro que lo demuestra?", "¿Qué pasaría si no fuera así?"),
        compare="¿Qué tiene que ver {heading} con {before}?",
        simply="Ahora explica {heading} como a un amigo. En pocas palabras:",
        check="Detente un momento. ¿Qué has oído sobre {heading}? Compáralo con el libro.",
        ways="Elige tu manera con {heading}: léelo, dibújalo o cuéntaselo a alguien.",
        questions="¿Puedes responder sin el libro?",
        teach_back="Cierra el libro y enseña {title}. Donde te atasques, vuelve a leer esa página.",
        together="En clase, trabajad juntos en: {headings}.",
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
        prior="Avant de commencer : que savez-vous déjà de {title} ?",
        words="Ces mots reviennent aujourd’hui : {headings}.",
        at_home="Parcourez ces points à la maison et arrêtez-vous quand il le faut.",
        steps="Avançons pas à pas dans {heading}.",
        your_turn="À vous maintenant. Reprenez {heading} sans regarder.",
        probe=("Qu’est-ce qui le montre dans le livre ?", "Que se passerait-il sinon ?"),
        compare="Quel rapport entre {heading} et {before} ?",
        simply="Dites maintenant {heading} comme à un ami. En bref :",
        check="Arrêtez-vous un instant. Qu’avez-vous entendu sur {heading} ? Comparez au livre.",
        ways="Choisissez votre façon pour {heading} : lire, dessiner ou raconter.",
        questions="Pouvez-vous répondre sans le livre ?",
        teach_back="Fermez le livre et enseignez {title}. Si vous bloquez, relisez la page.",
        together="En classe, travaillez ensemble sur : {headings}.",
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
        prior="Bevor wir beginnen: Was weißt du schon über {title}?",
        words="Diese Wörter kommen heute vor: {headings}.",
        at_home="Geh diese Punkte zu Hause durch und halte an, wo du es brauchst.",
        steps="Gehen wir {heading} Schritt für Schritt durch.",
        your_turn="Jetzt bist du dran. Geh {heading} noch einmal durch, ohne hinzusehen.",
        probe=("Woran im Buch sieht man das?", "Was würde folgen, wenn es anders wäre?"),
        compare="Was hat {heading} mit {before} zu tun?",
        simply="Sag nun {heading} so, dass ein Freund es versteht. Kurz gesagt:",
        check="Halt kurz an. Was hast du über {heading} gehört? Vergleiche es mit dem Buch.",
        ways="Wähle deinen Weg zu {heading}: lesen, zeichnen oder jemandem erzählen.",
        questions="Kannst du das ohne Buch beantworten?",
        teach_back="Schließ das Buch und erkläre {title}. Wo du stockst, lies die Seite noch mal.",
        together="Arbeitet im Unterricht gemeinsam an: {headings}.",
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

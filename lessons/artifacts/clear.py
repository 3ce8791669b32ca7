"""Pure: whether a sentence can be asked about away from its page.

Nothing in it may point at what stands before it: no pronoun without the noun that it is for, no
"this method", no figure. Lists per language; one without a list is held to its first word.
"""

import re

from lessons.script.standing import stands_alone

MIN_WORDS, MAX_WORDS = 7, 34
# "(Figure 2.3)", "(see Earth, Moon, and Sky)", "(credit: …)"; a footnote's raised number
ASIDE = re.compile(
    r"\s*\((?:see|credit|recall|if|we|you|remember|note)?\b[^()]*"
    r"(?:Figure|Table|Example|Appendix|Abbildung|Tabelle|Tableau|Figura|Tabla|see |credit|openstax)"
    r"[^()]*\)",
    re.IGNORECASE,
)
RAISED = re.compile(r"(?<=[.\w”])[¹²³⁴⁵⁶⁷⁸⁹](?=\s|$)")

_POINTING = {
    "en": r"""this|these|such an?|the former|the latter|the above|the same|another|foregoing|
        following|as we|we(?:’ve|’ll|’re)?|us|let’s|you|your|i|my|here|earlier|previously|
        figures?|table|example|appendix|chapters?|textbook|mentioned|as discussed|as described|
        that method|that idea|that is why|of course|in fact|however|therefore|though|thus|instead|
        too|for instance|on the other hand|the others?|the first|the second|the two|even though|
        similarly|respectively|by the way|in other words|after all|further|furthermore|besides|
        the answer|the question|many are|some are|some thought|let|go|imagine|remember|recall|
        note that|notice|suppose|consider|watch|look at|tonight|this way|by contrast|in contrast|
        as a result|don’t|take|i’m""",
    "de": r"""dies\w*|jene[rsmn]?|solche\w*|obige\w*|folgende\w*|wir|uns|unser\w*|sie können|
        abbildung|tabelle|beispiel|kapitel|anhang|hier|jedoch|daher|also""",
    "fr": r"""ce(?:t|tte|s)?|cela|ceci|nous|notre|nos|vous|votre|vos|figure|tableau|exemple|
        chapitre|annexe|ici|cependant|donc|ainsi|précédent\w*|suivant\w*""",
    "es": r"""est[aeo]s?|es[aeo]s?|aquell?[aeo]s?|nosotros|nuestr[ao]s?|usted|figura|tabla|ejemplo|
        capítulo|apéndice|aquí|sin embargo|por lo tanto|anterior|siguiente""",
}
_PERSONAL = re.compile(r"\b(?:he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)
_NEUTRAL = re.compile(r"\b(?:it|its|itself|they|them|their|theirs|themselves)\b", re.IGNORECASE)
_OPENS_ON = re.compile(
    r"^(?:as|when|if|after|before|because|once|while|since|although|unless|until|in|on|at|by|for"
    r"|to|from|with|without|during|over|under)\b",
    re.IGNORECASE,
)
# "The angle allowed …": which angle, only the page before it says.
_BARE = re.compile(
    r"^(?:the|a|an)\s+\w+\s+(?:is|was|are|were|has|had|will|can|must|then|of course)\b", re.I
)
# A letter of a drawing: "a light source at B".
_LETTER = re.compile(r"\b(?:at|position|point|line) [B-Z]\b")
_LINES = re.compile(r"\s*\n\s*")
_PATTERNS = {
    code: re.compile("(?<![\\w-])(?:" + _LINES.sub("", words) + ")(?![\\w-])", re.IGNORECASE)
    for code, words in _POINTING.items()
}


def tidy(sentence: str) -> str:
    """Without what only helps on its page."""
    return RAISED.sub("", ASIDE.sub("", sentence)).strip()


def is_clear(sentence: str, language: str) -> bool:
    """language: BCP 47. Whether it is a whole statement that says what it is about itself."""
    code = language.split("-")[0].lower()
    words = sentence.split()
    if not (MIN_WORDS <= len(words) <= MAX_WORDS and sentence[-1:] in ".。।"):
        return False
    if not sentence[0].isupper() or any(mark in sentence for mark in "?=•"):
        return False
    if any(sentence.count(a) != sentence.count(b) for a, b in ("()", "“”", "[]")):
        return False
    if "http" in sentence or ".org" in sentence or ".com" in sentence:
        return False
    pattern = _PATTERNS.get(code)
    if _LETTER.search(sentence) or (pattern and pattern.search(sentence)):
        return False
    return stands_alone(sentence, language) and (code != "en" or _is_bound(sentence))


def _is_bound(sentence: str) -> bool:
    """Whether each English pronoun has something before it that it can be for."""
    if person := _PERSONAL.search(sentence):
        named = re.search(r"[A-Z]\w{2,}", sentence[: person.start()])
        if named is None or (named.start() == 0 and _OPENS_ON.match(sentence)):
            return False
    if neutral := _NEUTRAL.search(sentence):
        before = sentence[: neutral.start()].split()
        if len(before) < 3 or (_OPENS_ON.match(sentence) and len(before) < 6):
            return False
    return _BARE.match(sentence) is None

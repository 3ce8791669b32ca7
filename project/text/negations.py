"""What a text denies: whether two sentences about the same thing agree in that.

By rule, in English, Spanish, French and German; other languages are held to have no negation.
"""

import re
from collections.abc import Iterator

from project.text.terms import terms

NEGATIONS = {
    "en": """not no never none nobody nothing neither nor nowhere without cannot hardly scarcely
        barely n't lacks lacked lack lacking absent unable fails failed""",
    "es": "no nunca jamás sin ningún ninguno ninguna nadie nada tampoco ni apenas carece carecen",
    "fr": "ne n pas jamais aucun aucune sans rien personne guère nul nulle non",
    "de": """nicht kein keine keinen keinem keiner keines nie niemals nichts niemand ohne weder
        kaum""",
}
WORDS = {code: frozenset(words.split()) for code, words in NEGATIONS.items()}
# What looks like one: "not only … but also", "No. 5".
NO_NEGATIONS = re.compile(
    r"\bnot only\b|\bnot just\b|\bno\.\s*(?=\d)|\bno sol[oó]\b|\bno solamente\b|\bnon seulement\b"
    r"|\bpas seulement\b|\bnicht nur\b|\bno doubt\b|\bsin duda\b|\bsans doute\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    r"[,;:()—–.!?]|\b(?:but|while|whereas|although|though|because|pero|aunque|mientras|mais|tandis"
    r"|aber|sondern|während|obwohl|weil)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+|\d+")
REACH = 3  # terms next to a negation that it denies
Denied = tuple[str, ...]  # terms, the nearest first


def denials(text: str, language: str) -> list[Denied]:
    """For each negation the terms that it denies; empty where it stands alone."""
    code = language.lower()[:2]
    words = WORDS.get(code, frozenset())
    return [denied for clause in _clauses(text, code) for denied in _denied(clause, words, code)]


def disagree(claim: str, evidence: str, language: str) -> bool:
    """Whether one of the two denies what the other says.

    A negation of the evidence counts where the claim is about what it denies.
    """
    said, stated = denials(claim, language), denials(evidence, language)
    about = set(terms(claim, language))
    if any(not any(_meet(mine, theirs) for theirs in stated) for mine in said):
        return True
    denied = [theirs for theirs in stated if _is_about(theirs, about)]
    return any(not any(_meet(theirs, mine) for mine in said) for theirs in denied)


def _is_about(denied: Denied, about: set[str]) -> bool:
    return len(about.intersection(denied)) * 2 >= len(denied) or denied[0] in about


def _meet(one: Denied, other: Denied) -> bool:
    return not one or not other or not set(one).isdisjoint(other)


def _clauses(text: str, code: str) -> Iterator[list[str]]:
    plain = NO_NEGATIONS.sub(" ", text.replace("’", "'"))
    if code == "en":
        plain = re.sub(
            r"\bcan't\b", "can not", re.sub(r"n't\b", " not", plain), flags=re.IGNORECASE
        )
    for clause in CLAUSE.split(plain):
        yield [word.lower() for word in WORD.findall(clause)]


def _denied(clause: list[str], words: frozenset[str], code: str) -> Iterator[Denied]:
    """What follows a negation, or else what stands before it: "das stimmt nicht"."""
    places = [place for place, word in enumerate(clause) if word in words]
    for place in places[:1]:  # "ne … pas", "no … nada": two words, one negation
        after = [word for word in clause[place + 1 :] if word not in words]
        before = [word for word in clause[:place] if word not in words]
        denied = terms(" ".join(after), code)[:REACH]
        yield tuple(denied or terms(" ".join(before), code)[-REACH:])

"""Pages that a server gives and that are not the page: gone, behind a wall, or an empty shell.

They are told by what stands on them. A wall in front of a text that is there is a warning.
"""

import json
import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from project.errors import UnreadableSource
from project.sentences import gettext as _

from ..base import Block

SHORT = 1_800  # signs; a page about a wall is longer than the wall
EMPTY = 200
_GONE = re.compile(
    r"\b(404|page (was |could )?not (be )?found|not found|page (does not|doesn.t) exist|"
    r"no longer (available|exists)|seite (wurde )?nicht gefunden|nicht gefunden|"
    r"page (introuvable|non trouvée)|página no (encontrada|existe)|no se encontró|"
    r"pagina non trovata|niet gevonden|não encontrada)\b",
    re.IGNORECASE,
)
_PAYING = re.compile(
    r"(subscri(be|ption)s? to (continue|keep|read|unlock)|already a subscriber|"
    r"subscribers? only|for subscribers|to continue reading|become a (member|subscriber)|"
    r"(jetzt|mit).{0,30}abo(nnement)?\b.{0,40}(lesen|weiterlesen)|nur für abonnenten|"
    r"réservé aux abonnés|abonnez-vous pour|pour lire la suite|solo para suscriptores|"
    r"suscríbete para|contenido exclusivo para)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(before you continue|(accept|reject|manage) (all )?(cookies|choices|preferences)|"
    r"we (and our partners|use cookies)|cookie (consent|settings|preferences)|"
    r"consent to (the use|our use)|alle (cookies )?akzeptieren|zustimm(en|ung)|"
    r"tout accepter|accepter et|aceptar (todo|las cookies)|your privacy (choices|matters))",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(
    r"(enable|turn on|requires?|activate|need).{0,40}javascript|javascript.{0,60}(enabled?|"
    r"required|disabled|aktivier|nécessaire|habilitar|activ)|aktivier.{0,40}javascript",
    re.IGNORECASE,
)
_ROOTS = {"root", "app", "__next", "__nuxt", "main-app", "app-root", "react-root", "svelte"}


@dataclass(frozen=True, slots=True)
class Signs:
    """What the whole page says beside its main text."""

    words: str
    heading: str
    has_scripts: bool
    has_root: bool
    asks_for_scripts: bool
    is_paid: bool


def signs_of(root: HtmlElement) -> Signs:
    """Of the tree as it came."""
    body = root.find(".//body")
    visible = body if body is not None else root
    said = " ".join(
        part.strip() for part in visible.xpath(".//text()[not(ancestor::script|ancestor::style)]")
    )
    heads = [" ".join("".join(h.itertext()).split()) for h in root.iter("h1", "title")]
    notes = " ".join("".join(part.itertext()) for part in root.iter("noscript"))
    return Signs(
        words=" ".join(said.split())[:20_000],
        heading=" · ".join(heads)[:500],
        has_scripts=next(root.iter("script"), None) is not None,
        has_root=any((part.get("id") or "") in _ROOTS for part in root.iter("div", "app-root")),
        asks_for_scripts=bool(_SCRIPTED.search(f"{notes} {said[:2_000]}")),
        is_paid=_is_paid(root),
    )


def _is_paid(root: HtmlElement) -> bool:
    """As publishers tell search engines: schema.org's isAccessibleForFree."""
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json" and "isAccessibleForFree" in (
            script.text or ""
        ):
            try:
                said = json.dumps(json.loads(script.text)).lower()
            except (ValueError, RecursionError):
                continue
            if re.search(r'"isaccessibleforfree": (false|"false")', said):
                return True
    return False


def examine(signs: Signs, title: str, blocks: list[Block]) -> list[str]:
    """Warnings about what was found. Raises UnreadableSource where the page is not there."""
    text = " ".join(block.text for block in blocks)
    is_short = len(text) < SHORT
    if is_short and _GONE.search(f"{title} · {signs.heading}"):
        raise UnreadableSource(
            _(
                "The site says that this page is not there, although it answers as if it were "
                "(“%(title)s”). Check the address."
            )
            % {"title": (title or signs.heading)[:80]},
            code="soft_404",
        )
    is_walled = signs.is_paid or bool(_PAYING.search(text if not is_short else signs.words))
    if is_walled and is_short:
        raise UnreadableSource(
            _(
                "The site shows this page to subscribers alone. If you have it by a subscription "
                "and may use it, open it in your browser, save it as a file, and upload that."
            ),
            code="paywall",
        )
    if is_short and _is_consent(signs, text):
        raise UnreadableSource(
            _(
                "The site asks for consent to cookies before it shows this page, which we do not "
                "give for you. Open the page in your browser, save it as a file, and upload that."
            ),
            code="consent_wall",
        )
    if len(text) < EMPTY and _is_shell(signs):
        raise UnreadableSource(
            _(
                "This page builds its text in the browser by JavaScript, and without that it is "
                "empty. Open it in your browser, save it as a file, and upload that."
            ),
            code="empty_shell",
        )
    if is_walled:
        return [_("The site keeps some of this page for subscribers; what it shows was read.")]
    return []


def _is_consent(signs: Signs, text: str) -> bool:
    """Most of what is there is about cookies."""
    if len(signs.words) > 2 * SHORT:
        return False
    return (len(_CONSENT.findall(signs.words)) >= 2 and len(text) < SHORT / 2) or bool(
        _CONSENT.search(signs.heading)
    )


def _is_shell(signs: Signs) -> bool:
    return signs.has_scripts and (signs.has_root or signs.asks_for_scripts)

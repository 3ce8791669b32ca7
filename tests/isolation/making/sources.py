"""Sources of a world in every state, and who may see them."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from library import upload_parts, uploads
from library.catalogue import subscribe
from library.correcting.pieces import pieces_of
from library.golden.services import keep_question
from library.ingestion import keys
from library.ingestion.queries import count_terms, set_terms
from library.ingestion.tests import pdfs
from library.ingestion.youtube.addresses import watch_address
from library.models import (
    CatalogueTitle,
    ContentAtom,
    Correction,
    Page,
    Remaking,
    Section,
    Source,
    VideoTracks,
)
from library.retrieval.lexical import document_weights, terms
from library.sharing import Audience
from library.tests.factories import add_book, add_page, add_title
from library.web import sites
from library.web.earlier import keep_text
from organizations.models import (
    Grant,
)
from organizations.scoping import catalogue_scope
from organizations.services.links import make_link
from organizations.tests.factories import membership
from project import storage
from tests.isolation.making.base import FREE_TITLE, TITLE, World


def library_rows(world: World) -> dict:
    """A book whose every part says the word; a locked file, and one that is just arriving."""
    here, word, teacher = world.organization, world.word, world.people["teacher"]
    book = add_book(here, teacher, title=f"Book of {word}", filename=f"{word}.pdf")
    storage.save_bytes(book.file_key, word.encode())
    Page.objects.filter(source=book, index=0).update(text=f"Here {word} stands.")
    figure = Section.objects.get(pk=keys.section_id(book.pk, 0, 1))
    figure.media, figure.text = "sun.jpg", f"A picture of {word}."
    figure.save()
    for atom in ContentAtom.objects.filter(source=book):
        atom.text = f"The photosphere of {word} is the part of the Sun that we see."
        atom.save()
        words = terms(atom.text, atom.language)
        set_terms(book, [(atom.pk, sorted(set(words)), document_weights(words))])
    count_terms(book)
    _title(FREE_TITLE)
    _title(TITLE)
    subscribe(here, TITLE, teacher)
    golden = keep_question(source=book, question=f"What is {word}?", pages="527", by=teacher)
    return {
        "library": book.pk,
        "section_pk": figure.pk,
        "node_pk": _corrected(book, figure),
        "index": 0,
        "title": TITLE,
        "title_free": FREE_TITLE,
        "locked": _locked(world).pk,
        "video": _video(world).pk,
        **_recording(world),
        "sent": _sent(world).pk,
        "coming": _coming(world).pk,
        **_spoken(world),
        **_web_rows(world),
        **_link(world, book),
        "book": book,
        "question_pk": golden.pk,
        "golden_lines": json.dumps({"question": "How hot is it?", "pages": ["527"]}),
        **grant_rows(world, Grant.Subject.SOURCE, book.pk, prefix=""),
    }


def _corrected(book: Source, section: Section) -> UUID:
    """A correction of its first page, and the id of the part of the book that this is in."""
    Remaking.objects.create(source=book, organization_id=book.organization_id, wanted=1, made=1)
    rows = Section.objects.filter(page=section.page_id).order_by("position")
    Correction.objects.create(
        source=book,
        organization_id=book.organization_id,
        number=1,
        kind=Correction.Kind.RETYPE,
        page_index=section.page_index,
        before={"pieces": [piece.as_json() for piece in pieces_of(list(rows), None)]},
        section_ids=[section.pk],
    )
    return section.node_id


def grant_rows(world: World, subject: str, pk, *, prefix: str) -> dict:
    """One to all students, and the form that changes it."""
    grant = Grant.objects.create(
        organization=world.organization, subject=subject, subject_id=pk, level=1, role="student"
    )
    form = {f"g{grant.pk.hex}-level": "2"}
    return {f"{prefix}grant_pk": grant.pk, f"{prefix}grant_form": form}


def _title(slug: str) -> None:
    """The catalogue is everybody's: the second organization finds it."""
    with catalogue_scope():
        known = CatalogueTitle.objects.filter(slug=slug).exists()
    if not known:
        add_title(slug)


def _locked(world: World) -> Source:
    source = uploads.Source(
        organization_id=world.organization.pk,
        added_by_id=world.people["teacher"].pk,
        title=f"Locked {world.word}",
        kind="pdf",
        filename="locked.pdf",
        state=Source.State.FAILED,
        problem_code="password_needed",
        sha256="1" * 64,
    )
    source.file_key = f"{source.storage_prefix}original.pdf"
    source.save(force_insert=True)
    path = pdfs.locked(Path(settings.DATA_DIR) / "locked.pdf", "let me in")
    storage.save_file(source.file_key, path)
    return source


def _video(world: World) -> Source:
    """Of YouTube, which refused to show it; its captions were named."""
    source = Source.objects.create(
        organization_id=world.organization.pk,
        added_by_id=world.people["teacher"].pk,
        title=f"Video {world.word}",
        kind="youtube",
        address=watch_address("sLn_4oTx-9Q"),
        video_id="sLn_4oTx-9Q",
        filename="video.json",
        state=Source.State.FAILED,
        problem_code="youtube_blocked",
    )
    tracks = [["en", world.word, False]]
    VideoTracks.objects.create(source=source, organization_id=source.organization_id, tracks=tracks)
    return source


def _recording(world: World) -> dict:
    """A minute of sound with a caption that says the word."""
    source = Source(
        organization_id=world.organization.pk,
        added_by_id=world.people["teacher"].pk,
        title=f"Talk of {world.word}",
        kind="captions",
        filename="talk.vtt",
        state=Source.State.READY,
        page_count=1,
        duration_s=60.0,
        sha256="2" * 64,
    )
    source.file_key = f"{source.storage_prefix}original.vtt"
    source.save(force_insert=True)
    storage.save_bytes(source.file_key, b"WEBVTT\n\n00:00.000 --> 00:02.000\nHere.\n")
    storage.save_bytes(f"{source.storage_prefix}proxy/audio.m4a", world.word.encode())
    page = add_page(source, 0, "0:00", [f"Here {world.word} stands."])
    Page.objects.filter(pk=page.pk).update(width=0, height=0, start_s=0, end_s=2)
    section = Section.objects.get(source=source)
    section.lines = [[0, len(section.text), 0.0, 2.0]]
    section.save()
    rows = {"section": section.pk, "caption": 0, "part": "media"}
    return {"recording": source.pk} | {f"recording_{name}": row for name, row in rows.items()}


def _sent(world: World) -> Source:
    """Sent, and not confirmed yet."""
    path = pdfs.book(Path(settings.DATA_DIR) / f"{world.word}-sent.pdf")
    upload = uploads.create_upload(
        user=world.people["teacher"],
        organization=world.organization,
        filename=path.name,
        size_bytes=path.stat().st_size,
    )
    storage.save_file(upload_parts.incoming_key(upload.source), path)
    return upload.source


def _link(world: World, source: Source) -> dict:
    here = world.organization
    here.settings["features"] = sorted({*here.settings["features"], "links"})
    here.save()
    row, token = make_link(
        source_id=source.pk, by=membership(here, world.people["teacher"]), life=timedelta(days=1)
    )
    return {"link_pk": row.pk, "link_token": token}


def _web_rows(world: World) -> dict:
    """A page of the web that said something else once, and a site whose pages wait to be chosen."""
    here, teacher, address = world.organization, world.people["teacher"], "https://sun.example/"
    page = add_book(here, teacher, title=f"Web of {world.word}", kind="web", address=address)
    earlier = keep_text(page, timezone.now())
    site = sites.begin(
        written=f"{address}{world.word}\n{address}2",
        user=teacher,
        organization=here,
        audience=Audience.EVERYBODY,
    )
    return {"web_page": page.pk, "number": earlier.number, "site": site.pk}


def _coming(world: World) -> Source:
    """So large that it comes in parts; none of them is here yet."""
    return uploads.create_upload(
        user=world.people["teacher"],
        organization=world.organization,
        filename=f"{world.word}-large.pdf",
        size_bytes=uploads.IN_ONE_PIECE_BYTES + 1,
    ).source


def _spoken(world: World) -> dict:
    """A sound that is announced, and captions for it."""
    upload = uploads.create_upload(
        user=world.people["teacher"],
        organization=world.organization,
        filename="sun.mp3",
        size_bytes=9,
    )
    vtt = f"WEBVTT\n\n00:00.000 --> 00:01.000\nHere {world.word} speaks.\n"
    return {"spoken": upload.source.pk, "vtt": vtt}

"""Two organizations with the same of everything, each with a word of its own in all of it.

Both are made by the same function, so what B's people see of B is what A's see of A, and a word
of A on a page of B is a leak.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.consent.links import asking_url, keeping_url
from accounts.models import GuardianConsent, User
from accounts.services import add_person
from accounts.tokens import families
from billing.models import Checkout, Family, HeldRequest, Subscription
from lessons.models import (
    Annotation,
    AnnotationReply,
    Answered,
    Artifact,
    ArtifactItem,
    Assignment,
    Attempt,
    Bubble,
    ChatMessage,
    Compilation,
    CompilationItem,
    Preparation,
    Recall,
    SafetyAlert,
)
from lessons.progress import practising
from lessons.progress.reporting import stamp
from lessons.selectors import latest_request
from lessons.strategies.own.services import archive_strategy
from lessons.tests.factories import (
    add_lesson,
    add_message,
    make_strategy,
    statement_of,
    strategy_form,
)
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
from organizations import audit
from organizations.exporting.job import request_export
from organizations.forms.safety import SafetyForm
from organizations.forms.settings import SettingsForm
from organizations.identity.setup import Connection, save_provider
from organizations.keys.service import create_key, revoke_key
from organizations.models import (
    Class,
    Grant,
    IdentityProvider,
    Invitation,
    JoinRequest,
    Membership,
    Organization,
    ProviderDomain,
    Relationship,
    RosterChange,
    RosterImport,
    School,
    WebhookDelivery,
)
from organizations.rosters.tests.factories import add_roster
from organizations.scoping import catalogue_scope, scope
from organizations.services.closing import close_organization
from organizations.services.families import add_children
from organizations.services.invitations import invite
from organizations.services.join_codes import rotate_code
from organizations.services.leaving import deactivate
from organizations.services.links import make_link
from organizations.services.organizations import create_organization
from organizations.services.people import add_member
from organizations.services.relationships import relate
from organizations.services.settings import version_of
from organizations.services.students import add_students
from organizations.services.tokens import new_token
from organizations.tests.factories import add_class, add_school, membership
from organizations.webhooks.service import create_webhook
from project import storage

ROLES = ("owner", "admin", "school_admin", "teacher", "student", "guardian")
TITLE, FREE_TITLE = "astronomy-2e", "physics-2e"
SCOPES = ("sources:read", "search", "lessons:read")


@dataclass
class World:
    """One organization. rows: what addresses and bodies are filled with, by name."""

    organization: Organization
    word: str
    people: dict[str, User]
    rows: dict

    @property
    def alice(self) -> User:
        return self.people["admin"]

    @property
    def slug(self) -> str:
        return self.organization.slug


def make_world(name: str, word: str) -> World:
    organization = create_organization(name=name)
    organization.domain = f"{organization.slug}.example"
    organization.settings["branding"] = {"logo": f"o/{organization.pk}/logo.png"}
    organization.save()
    storage.save_bytes(f"o/{organization.pk}/logo.png", word.encode())
    people = {role: _person(organization, role) for role in ROLES}
    world = World(organization, word, people, {"organization_slug": organization.slug})
    with scope(organization.pk):
        add_rows(world)
    return world


def _person(organization: Organization, role: str) -> User:
    address = f"{role}@{organization.slug}.example"
    user = add_person(email=address, password="x", name=role.title())
    given = "admin" if role == "school_admin" else role
    add_member(organization=organization, user=user, role=given)
    return user


def add_rows(world: World) -> None:
    for add in (
        people_rows,
        library_rows,
        lesson_rows,
        safety_rows,
        strategy_rows,
        plan_rows,
        annotation_rows,
        bubble_rows,
        artifact_rows,
        compilation_rows,
        assignment_rows,
        sign_up_rows,
        roster_rows,
        sign_in_rows,
        payment_rows,
        form_rows,
    ):
        world.rows |= add(world)
    audit.record("people.invited", organization=world.organization, detail={"note": world.word})


def people_rows(world: World) -> dict:
    """The school North with a class that the teacher teaches, and what hangs on them."""
    here, word, at = world.organization, world.word, world.people
    north, old = add_school(here, f"North {word}"), add_school(here, f"Old {word}")
    School.objects.filter(pk=old.pk).update(archived_at=here.created_at)
    west = add_school(here, f"West {word}")
    membership(here, at["school_admin"]).schools.add(north, west, old)
    admin, teacher = membership(here, at["admin"]), membership(here, at["teacher"])
    teacher.schools.add(north)
    student = membership(here, at["student"])
    colleague = add_person(email=f"colleague-{word}@hill.example", password=None, name="Col")
    add_member(organization=here, user=colleague, role="teacher").schools.add(north)
    student.schools.add(north)
    school_class = add_class(teacher, student, name=f"Physics {word}", school=north)
    archived = add_class(teacher, name=f"Archived {word}", school=north)
    Class.objects.filter(pk=archived.pk).update(archived_at=here.created_at)
    [eve] = add_students(school_class=school_class, names=["Eve Park"])
    add_students(school_class=school_class, names=["Gone Park"])
    child = Membership.objects.get(organization=here, login_name="eve.park")
    gone = Membership.objects.get(organization=here, login_name="gone.park")
    deactivate(person=gone, by=admin)
    guardian = membership(here, at["guardian"])
    relate(kind="guardian", adult=guardian, child=child, made=Relationship.Made.BY_HAND)
    hand = relate(kind="teacher", adult=admin, child=child, made=Relationship.Made.BY_HAND)
    return {
        "school": north.pk,
        "school_empty": west.pk,
        "school_archived": old.pk,
        "class": school_class.pk,
        "class_archived": archived.pk,
        "code": rotate_code(school_class=school_class, by=admin).code,
        "eves_password": eve.password,
        "person": child.pk,
        "person_gone": gone.pk,
        "teacher": teacher.pk,
        "student": student.pk,
        "member_pk": child.pk,
        "relationship_pk": hand.pk,
        "impersonation": at["student"].pk,
        "admins_email": at["admin"].email,
        "owners_email": at["owner"].email,
        "colleagues_email": colleague.email,
    } | coming_rows(world, school_class)


def payment_rows(world: World) -> dict:
    """A purchase of the organization's that is on its way."""
    purchase = Checkout.objects.create(
        organization=world.organization, plan="starter", interval="month", back=f"/{world.word}"
    )
    return {"purchase": purchase.pk}


def coming_rows(world: World, school_class: Class) -> dict:
    """Who is not in yet: an invitation to the class, and somebody who waits for it."""
    token, token_sha256 = new_token()
    invitation = invite(
        organization=world.organization,
        email=f"soon-{world.word}@hill.example",
        role="student",
        school_class=school_class,
        invited_by=world.people["teacher"],
    )
    Invitation.objects.filter(pk=invitation.pk).update(token_sha256=token_sha256)
    asks = add_person(email=f"asks-{world.word}@hill.example", password=None, name=world.word)
    waiting = JoinRequest.objects.create(
        organization=world.organization, user=asks, school_class=school_class
    )
    return {"invitation": invitation.pk, "token": token, "join_request_class": waiting.pk}


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


def lesson_rows(world: World) -> dict:
    book, teacher, word = world.rows["book"], world.people["teacher"], world.word
    lesson = add_lesson(book, teacher, title=f"Lesson of {word}", state="partial")
    figure = {"key": f"{lesson.storage_prefix}figures/1.png", "caption": f"Of {word}"}
    storage.save_bytes(figure["key"], word.encode())
    lesson.segments.filter(position=1).update(figure=figure, heading=f"Point of {word}")
    clip = {"title": word, "credit": f"By {word}", "source_ids": [str(book.pk)], "length_ms": 9}
    lesson.segments.create(
        organization=world.organization, position=3, heading=f"Clip of {word}", clip=clip
    )
    message = add_message(
        book,
        teacher,
        question=f"What is {word}?",
        state=ChatMessage.State.FAILED,
        statements=[statement_of(book, f"It is {word}.")],
    )
    answered = add_message(
        book, teacher, state="done", statements=[statement_of(book, f"It is {word}.")]
    )
    file = storage.download_url(lesson.files["pdf"], filename="lesson.pdf", inline=True)
    target = uploads.create_upload(
        user=teacher, organization=world.organization, filename="a.pdf", size_bytes=9
    ).target
    plain = add_lesson(
        book, teacher, title=f"Plain of {word}", files={"html": lesson.files["html"]}
    )
    return {
        "lesson": lesson.pk,
        "lesson_text": plain.pk,
        "added": "video",
        "request": latest_request(lesson).pk,
        "kind": "pdf",
        "position": 1,
        "inserted": 3,
        "message": message.pk,
        "answered": answered.pk,
        "chat": message.session_id,
        **grant_rows(world, Grant.Subject.LESSON, lesson.pk, prefix="lesson_"),
        "file": file.rpartition("/")[2],
        "file_upload": target.url.rpartition("/")[2],
    }


def safety_rows(world: World) -> dict:
    """The teacher gets the alerts; the student's chat raised one."""
    here, book = world.organization, world.rows["book"]
    teacher, student = (membership(here, world.people[role]) for role in ("teacher", "student"))
    here.settings["safety"] = {"teachers": "always", "alerts": True, "adult": teacher.pk}
    here.save()
    here.__dict__.pop("options", None)
    asked = add_message(book, student.user, question=f"Dark of {world.word}", state="refused")
    alert = SafetyAlert.objects.create(
        organization=here, student=student, message=asked, risk="self_harm",
        question=asked.question, found_by="rules",
    )  # fmt: skip
    return {"alert": alert.pk, "chat_pk": asked.session_id}


def strategy_rows(world: World) -> dict:
    """The teacher's, which everybody may use; one is archived."""
    teacher = membership(world.organization, world.people["teacher"])
    words = {"description": f"As in {world.word}", "used_by": "everybody"}
    rows = [
        make_strategy(teacher, "inquiry", name=f"{name} {world.word}", **words)
        for name in ("Asking", "Archived")
    ]
    archive_strategy(rows[1])
    return {
        "strategy": rows[0].pk,
        "strategy_archived": rows[1].pk,
        "strategy_key": "inquiry",
        "strategy_form": strategy_form("inquiry", name="Asking more"),
    }


def plan_rows(world: World) -> dict:
    """A request of the teacher's that met a limit, and the places of their family."""
    book, at = world.rows["book"], world.people
    held = HeldRequest.objects.create(
        organization=world.organization,
        person=at["teacher"],
        kind="lesson",
        meter="video",
        label=f"A lesson of {world.word}",
        payload={
            "source": str(book.pk), "part": {}, "modalities": ["text"], "language": "en",
            "strategy": "inquiry", "class": "",
        },
    )  # fmt: skip
    Subscription.objects.create(person=at["teacher"], plan="family", status="active")
    family = Family.objects.create(owner=at["teacher"])
    student, guardian = at["student"], at["guardian"]
    EmailAddress.objects.create(user=student, email=student.email, verified=True)
    invited = family.members.create(email=student.email)
    joined = family.members.create(email=guardian.email, person=guardian, joined_at=timezone.now())
    return {"held": held.pk, "family_answer": invited.pk, "family_remove": joined.pk}


def annotation_rows(world: World) -> dict:
    """Of the teacher: one for everybody with a reply, and one that is deleted."""
    book, word = world.rows["book"], world.word
    facts = {
        "organization": world.organization,
        "source_id": book.pk,
        "page_index": 0,
        "author": world.people["teacher"],
        "kind": "note",
        "audience": "organization",
        "text": f"A note of {word}",
    }
    annotation = Annotation.objects.create(**facts)
    astray = Annotation.objects.create(
        **facts | {"audience": "private", "state": "unplaced", "exact": "The Sun"},
        suggestion={"page": 0, "start": 0, "stop": 4, "score": 0.5},
    )
    gone = {"deleted_at": timezone.now(), "deleted_by": world.people["teacher"]}
    deleted = Annotation.objects.create(**facts, **gone)
    answer = {
        "organization": world.organization,
        "annotation": annotation,
        "author": world.people["teacher"],
        "text": f"A reply of {word}",
    }
    reply = AnnotationReply.objects.create(**answer)
    deleted_reply = AnnotationReply.objects.create(**answer, **gone)
    sent = {"source": str(book.pk), "page": 0, "kind": "note", "body": {"text": "Look"}}
    return {
        "annotation": annotation.pk,
        "annotation_deleted": deleted.pk,
        "annotation_astray": astray.pk,
        "upload_pk": world.rows["sent"],
        "reply": reply.pk,
        "reply_deleted": deleted_reply.pk,
        "form": "md",
        "annotation_json": sent,
    }


def artifact_rows(world: World) -> dict:
    """A quiz of one item that is approved, and one that could not be made."""
    book, word = world.rows["book"], world.word
    said = f"Here {word} stands."
    facts = {
        "organization": world.organization,
        "source_id": book.pk,
        "kind": "quiz",
        "language": "en",
        "source_title": book.title,
        "made_by": world.people["teacher"],
    }
    artifact = Artifact.objects.create(
        **facts, title=f"Quiz of {word}", state="approved", approved_at=timezone.now()
    )
    failed = Artifact.objects.create(**facts, title=f"Failed of {word}", state="failed")
    item = ArtifactItem.objects.create(
        organization=world.organization,
        artifact=artifact,
        position=1,
        kind="short",
        stem=f"What is {word}?",
        key={"accepted": [word]},
        citation={
            "source_id": str(book.pk),
            "page_index": 0,
            "page_label": "527",
            "reference": "p. 527",
            "quote": said,
            "atom_id": None,
            "start": 0,
            "end": len(said),
        },
    )
    return {
        "artifact": artifact.pk,
        "artifact_failed": failed.pk,
        "item_pk": item.pk,
        "export_form": "gift",
        "item_quote": said,
    }


def compilation_rows(world: World) -> dict:
    """Of the book, as if it were a recording: two clips, and its film with captions."""
    book = world.rows["book"]
    Source.objects.filter(pk=book.pk).update(duration_s=60.0)
    film = Compilation(
        organization=world.organization,
        title=f"Film of {world.word}",
        state="ready",
        is_shared=True,
        made_by=world.people["teacher"],
    )
    film.files = {"vtt": f"{film.storage_prefix}1/captions.vtt"}
    film.save()
    storage.save_bytes(film.files["vtt"], b"WEBVTT\n")
    items = [
        CompilationItem.objects.create(
            organization=world.organization,
            compilation=film,
            position=position,
            source_id=book.pk,
            source_title=book.title,
            start_ms=1000,
            end_ms=2000 * position,
        )
        for position in (1, 2)
    ]
    return {"compilation": film.pk, "clip_pk": items[0].pk, "filmed": book.pk}


def bubble_rows(world: World) -> dict:
    """At the second section of the book's first page, made and failed at its clip; and the
    chapter being prepared."""
    book, word = world.rows["book"], world.word
    bubble = Bubble.objects.create(
        organization=world.organization,
        source_id=book.pk,
        section_id=world.rows["section_pk"],
        version=book.version,
        act="read",
        side="left",
        heading=f"Part of {word}",
        language="en",
        sentences=[{"text": f"It is {word}."}],
        state="failed",
        files={"captions": f"segments/{word}/alone.vtt"},
    )
    storage.save_bytes(bubble.files["captions"], b"WEBVTT\n")
    chapter = keys.node_id(book.pk, 1)
    preparation = Preparation.objects.create(
        organization=world.organization,
        source_id=book.pk,
        node_id=chapter,
        version=book.version,
        strategy="inquiry",
        title=f"Chapter of {word}",
        total=6,
    )
    return {
        "bubble": bubble.pk,
        "node_pk": chapter,
        "section_words": keys.section_id(book.pk, 0, 2),
        "node_section": keys.node_id(book.pk, 2),
        "preparation": preparation.pk,
        "act": "explain",
    }


def assignment_rows(world: World) -> dict:
    """A quiz with the student's attempt at it, another they may begin and a third handed in; and a
    reading. A question to be reviewed, and what a page that is open reports with."""
    book, word, here = world.rows["book"], world.word, world.organization
    student, now = membership(here, world.people["student"]), timezone.now()
    item = {
        "id": "1", "kind": "short", "stem": f"What is {word}?", "options": [], "points": 2,
        "key": {"accepted": [word]}, "explanation": "", "citation": {},
    }  # fmt: skip
    facts = {
        "organization": here,
        "title": f"Assigned {word}",
        "subject_id": book.pk,
        "source_id": book.pk,
        "school_class_id": world.rows["class"],
        "opens_at": now - timedelta(days=1),
    }
    quiz, fresh, sent = (
        Assignment.objects.create(kind="quiz", items=[item], **facts) for _number in range(3)
    )
    reading = Assignment.objects.create(kind="reading", **facts)
    made = {"organization": here, "student": student, "began_at": now, "answers": {"1": word}}
    attempt = Attempt.objects.create(assignment=quiz, **made)
    handed_in = Attempt.objects.create(
        assignment=sent, **made, submitted_at=now, state="waiting",
        marks={"1": {"points": None, "suggested": 2.0, "by": "rule"}},
    )  # fmt: skip
    choice = item | {"id": "2", "kind": "true_false", "options": [
        {"text": word, "is_key": True}, {"text": "Nix", "is_key": False}], "key": {}}  # fmt: skip
    done = Assignment.objects.create(kind="quiz", items=[choice], **facts)
    answered = Answered.objects.create(
        organization=here, student=student, assignment=done, item_id="2", objective_id=book.pk,
        objective=f"On {word}", share=1, at=now - timedelta(days=30),
    )  # fmt: skip
    practising.tell({(student.pk, answered.objective_id)})
    return {
        "recall": Recall.objects.get(student=student).pk,
        "stamp_of_lesson": stamp(student, world.rows["lesson"]),
        "stamp_of_book": stamp(student, book.pk, opened=now - timedelta(hours=1)),
        "answer_json": {"answers": {"1": "photosphere"}},
        "assignment_json": {
            "kind": "reading",
            "subject_id": str(book.pk),
            "class_ids": [str(world.rows["class"])],
        },
        "assignment": quiz.pk,
        "assignment_quiz": fresh.pk,
        "assignment_reading": reading.pk,
        "attempt": attempt.pk,
        "attempt_sent": handed_in.pk,
        "answer": {"a-1": "photosphere"},
        "marks": {"p-1": "1"},
    }


def sign_up_rows(world: World) -> dict:
    """A child who waits, another whose guardian has agreed, the owner's family, a shown lesson."""
    book, teacher, word = world.rows["book"], world.people["teacher"], world.word
    lesson = add_lesson(book, teacher, title=f"Shown {word}", public_since=timezone.now())
    figure = {"key": f"{lesson.storage_prefix}figures/1.png", "caption": "Shown"}
    storage.save_bytes(figure["key"], b"shown")
    lesson.segments.filter(position=1).update(figure=figure)
    waits = GuardianConsent.objects.create(child=_child(word, "waits", True), **ASKED)
    given = GuardianConsent.objects.create(
        child=_child(word, "given", False), **ASKED | {"state": "given", "given_at": timezone.now()}
    )
    family = create_organization(name="Family", type=Organization.Type.FAMILY)
    parent = add_member(organization=family, user=world.people["owner"], role="owner")
    with scope(family.pk):
        add_children(parent=parent, names=["Tim Park"])
    return {
        "shown_lesson": lesson.pk,
        "sign_up_kind": "teacher",
        "sign_up:consent": asking_url(waits).rsplit("/", 2)[1],
        "sign_up:withdraw": keeping_url(given).rsplit("/", 3)[1],
        "family_slug": family.slug,
        "family": family.memberships.get(role="student").pk,
    }


ASKED = {"guardian_email": "nora@x.example", "country": "DE", "age": 16, "wording": "2026-11"}


def _child(word: str, name: str, awaits_consent: bool) -> User:
    return add_person(
        email=f"{name}-{word}@x.example", password=None, name=word, awaits_consent=awaits_consent
    )


def roster_rows(world: World) -> dict:
    preview = add_roster(world, f"name,email\n{world.word},ada@x.example\n,nobody@\n".encode())
    make = RosterImport.objects.create
    facts = {"organization": world.organization, "filename": f"{world.word}.csv"} | {
        "task": "apply",
        "size_bytes": 1,
        "format": "csv",
    }
    done = make(state="done", **facts)
    failed = make(state="failed", **facts)
    RosterChange.objects.create(
        organization=world.organization,
        roster=done,
        position=0,
        kind="schools",
        action="create",
        state="applied",
        after={"name": world.word},
    )
    csv = f"name,email\nBo {world.word},bo@x.example\n"
    return {"roster": preview.pk, "roster_done": done.pk, "roster_failed": failed.pk, "csv": csv}


def sign_in_rows(world: World) -> dict:
    """A provider, keys, a request by an address of the domain, an export, a closed branch."""
    here, admin = world.organization, world.people["admin"]
    provider = IdentityProvider(organization=here, name=f"ID {world.word}", is_on=True)
    connection = Connection(server_url="http://127.0.0.1:9", client_id="c", secret="s")
    save_provider(provider, connection)
    ProviderDomain.objects.create(organization=here, provider=provider, domain=here.domain)
    asked = JoinRequest.objects.create(
        organization=here,
        user=add_person(email=f"eva-{world.word}@x.example", password=None, name=world.word),
        role="student",
        via="x.example",
    )
    key, _text = create_key(
        organization=here, name=f"Key {world.word}", scopes=[], expires_at=None, by=admin
    )
    hook, _secret = create_webhook(
        organization=here, url=f"https://{world.word}.example/hook", events=["source.ready"]
    )
    delivery = WebhookDelivery.objects.create(
        organization=here, webhook=hook, event="source.ready", payload={}, state="failed"
    )
    export = request_export(membership=membership(here, admin))
    export.state = "ready"
    export.save()
    storage.save_bytes(export.file_key, world.word.encode())
    return {
        "provider": provider.pk,
        "provider_id": provider.app.provider_id,
        "join_request": asked.pk,
        "key": key.pk,
        "webhook": hook.pk,
        "delivery_pk": delivery.pk,
        "export_pk": export.pk,
        "closed_pk": _closed(world).pk,
    }


def _closed(world: World) -> Organization:
    branch = create_organization(name=f"Branch {world.word}")
    owner = add_member(organization=branch, user=world.people["owner"], role="owner")
    with scope(branch.pk):
        close_organization(membership=owner, typed_name=branch.name)
    return branch


def form_rows(world: World) -> dict:
    here = world.organization
    here.refresh_from_db()
    seen = version_of(here)
    return {
        "seen": seen,
        "sign_in_form": {"seen": seen, "by_domain": "ask", "role": "student"},
        "safety_form": SafetyForm.initial_of(here) | {"seen": seen, "help": "Room 12"},
        "settings_form": SettingsForm.initial_of(here) | {"seen": seen, "name": f"{here} II"},
        "organization_name": here.name,
        "domain": here.domain,
        "home": reverse("home", args=[here.slug]),
    }


def people_of(ours: World, theirs: World) -> dict[str, User | None]:
    """Everybody in `policies.PEOPLE`; nobody is None."""
    both = add_person(email="both@x.example", password="x", name="Both")
    add_member(organization=ours.organization, user=both, role="teacher")
    add_member(organization=theirs.organization, user=both, role="owner")
    platform = {"is_staff": True, "is_superuser": True}
    newcomer = add_person(email=f"new@{ours.organization.domain}", password="x")
    EmailAddress.objects.create(user=newcomer, email=newcomer.email, verified=True, primary=True)
    return {
        **ours.people,
        "both": both,
        **{f"foreign_{role}": user for role, user in theirs.people.items()},
        "platform": add_person(email="boss@lectern.example", password="x", **platform),
        "newcomer": newcomer,
        "nobody": None,
    }


def tokens_of(people: dict[str, User | None]) -> dict[str, str]:
    return {name: families.issue(user=user).access for name, user in people.items() if user}


def keys_of(world: World, *, scopes=SCOPES, expires_at=None, revoked: bool = False) -> str:
    with scope(world.organization.pk):
        row, text = create_key(
            organization=world.organization,
            name=f"K {world.word}",
            scopes=list(scopes),
            expires_at=expires_at,
            by=world.people["admin"],
        )
        if revoked:
            revoke_key(row)
        return text

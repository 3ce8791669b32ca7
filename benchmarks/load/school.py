"""A school with a book that has been read, its students' cookies, and questions about it."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.page_views import ROOT

WORDINGS = (
    "What is {}?",
    "What does the book say about {}?",
    "Why does {} matter?",
    "How is {} explained?",
    "Who found out about {}?",
    "When was {} first seen or described?",
    "How do we know about {}?",
    "What follows from {}?",
)


def read_book(teacher, path: Path | None):
    """Through the upload's own door, by a real worker. Raises SystemExit where it is not read."""
    from lessons import quickstart
    from library.models import Source

    quickstart.BOOK = path or quickstart.BOOK
    source = quickstart.add_book(teacher)
    worker = start_worker()
    while (state := Source.objects.get(pk=source.pk).state) not in Source.FINAL:
        time.sleep(0.5)
    worker.terminate()
    worker.wait()
    if state not in Source.READABLE:
        raise SystemExit(f"the book was not read: {state}")
    return source


def start_worker() -> subprocess.Popen:
    """Without a pool, which its forks would share, whatever this process has."""
    environment = os.environ | {"LECTERN_DB_POOL_SIZE": "0"}
    return subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment)


def sign_in_students(teacher, count: int) -> list[str]:
    """The cookie of each. They have the largest plan: a day of it is more than a run asks."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from organizations.models import Membership, Role
    from organizations.tests.factories import add_people

    organization = teacher.organization
    pricing = organization.options.pricing.model_dump(mode="json") | {"base_user_plan": "premium"}
    organization.settings = organization.options.as_json() | {"pricing": pricing}
    organization.save(update_fields=["settings"])
    add_people(organization, count)
    members = Membership.objects.filter(role=Role.STUDENT, ended_at=None)
    cookies = []
    for user in User.objects.filter(pk__in=members.values("user_id"))[:count]:
        client = Client()
        client.force_login(user)
        cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return cookies


def questions(source, count: int) -> list[str]:
    """So many, each different: about the book's headings and the names and terms in its text."""
    from library.models import ContentAtom, StructureNode

    titles = StructureNode.objects.filter(source=source).values_list("title", flat=True)
    subjects = {title.strip() for title in titles if 1 <= len(title.split()) <= 6}
    for text in ContentAtom.objects.filter(source=source).values_list("text", flat=True):
        words = text.split()
        subjects |= {
            " ".join(words[at : at + 3]).strip(".,;:()“”\"'")
            for at in range(0, len(words) - 3, 7)
            if words[at][:1].isalpha() and len(words[at]) > 3
        }
    asked = [each.format(subject) for subject in sorted(subjects) for each in WORDINGS]
    random.Random(7).shuffle(asked)
    if len(asked) < count:
        raise SystemExit(f"the book gives {len(asked)} questions, not {count}")
    return asked[:count]

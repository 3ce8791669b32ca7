"""Operations on the ledger at random, by a process that may kill itself between two statements.

    python -m tests.ledger_process SEED COUNT KILL_ONE_IN FILE

FILE gets a line for each operation that has ended.
"""

import os
import random
import signal
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import django


def main(seed: int, count: int, kill_one_in: int, log: Path) -> None:
    django.setup()
    from django.db import connection

    chance = random.Random(seed)

    def die(execute, sql, params, many, context):
        if chance.randrange(kill_one_in) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with log.open("a") as file, connection.execute_wrapper(die):
        for _ in range(count):
            operation = chance.choice(_operations())
            operation(chance)
            file.write(f"{operation.__name__}\n")
            file.flush()


def _operations() -> list:
    return [reserve_some, reserve_some, reserve_some, settle_some, settle_some, release_some,
            forget_some, ask, ask, give_back, change_plan]  # fmt: skip


def _member(chance: random.Random):
    from organizations.models import Membership

    rows = Membership.objects.exclude(organization__type="personal").order_by("pk")
    return chance.choice(list(rows.select_related("user", "organization")))


def _inside(membership):
    from organizations.scoping import scope

    return scope(membership.organization_id)


def _any_reservation(chance: random.Random):
    from billing.models import Reservation

    rows = Reservation._base_manager.order_by("-created_at")[:40]
    return chance.choice(list(rows) or [None])


def reserve_some(chance: random.Random) -> None:
    from billing.ledger.reserving import reserve
    from billing.models import Meter
    from project.errors import LimitReached

    membership, old = _member(chance), _any_reservation(chance)
    key = old.key if old and chance.random() < 0.1 else f"lesson:{uuid4()}"
    subject = old.subject_id if old and chance.random() < 0.1 else uuid4()
    try:
        with _inside(membership):
            reserve(
                membership=membership,
                meter=chance.choice([Meter.TEXT, Meter.VIDEO]),
                key=key,
                subject_id=subject,
                amount=chance.choice([1000, 1000, 300]),
                is_assigned=chance.random() < 0.1,
            )
    except LimitReached:
        pass


def settle_some(chance: random.Random) -> None:
    from billing.ledger.settling import settle

    if held := _any_reservation(chance):
        settle(held.subject_id, share=chance.choice([0, 0.4, 1]), parts=5, parts_found=2)


def release_some(chance: random.Random) -> None:
    from billing.ledger.settling import release

    release(
        [held.subject_id for held in (_any_reservation(chance), _any_reservation(chance)) if held]
    )


def forget_some(chance: random.Random) -> None:
    from django.utils import timezone

    from billing.ledger.settling import expire_forgotten
    from billing.models import Reservation

    if held := _any_reservation(chance):
        past = timezone.now() - timedelta(minutes=1)
        Reservation._base_manager.filter(pk=held.pk).update(expires_at=past)
    expire_forgotten()


def ask(chance: random.Random) -> None:
    from django.db import transaction

    from billing.ledger.questions import charge_question, question_key
    from project.errors import LimitReached

    membership = _member(chance)
    try:
        with _inside(membership), transaction.atomic():
            charge_question(membership, key=question_key(uuid4(), 0))
    except LimitReached:
        pass


def give_back(chance: random.Random) -> None:
    from uuid import UUID

    from billing.ledger.questions import refund_question
    from billing.models import Movement

    rows = Movement._base_manager.filter(kind=Movement.Kind.SPEND).order_by("-pk")[:20]
    if spent := chance.choice(list(rows) or [None]):
        refund_question(UUID(spent.key.split(":")[1]), 0)


def change_plan(chance: random.Random) -> None:
    from django.utils import timezone

    from billing.models import Subscription

    membership = _member(chance)
    with _inside(membership):
        rows = Subscription.objects.filter(person_id=membership.user_id)
        if not rows.update(plan=chance.choice(["plus", "premium"]), status=chance.choice(
            ["active", "canceled"])):  # fmt: skip
            Subscription.objects.create(
                person_id=membership.user_id, plan="plus", status="active",
                current_period_start=timezone.now().replace(day=1),
            )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))

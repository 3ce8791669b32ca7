"""A thousand operations at random by processes that are killed: the ledger still adds up."""

import json
import random
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command

from billing.models import Balance, Meter, Movement, Reservation
from tests.processes import ROOT, sharing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]

OPERATIONS, AT_ONCE, EACH = 1000, 3, 150
KILL_ONE_IN = 600  # statements: about one process in two is killed before its end
POOL = {"text": 60, "video": 25}


def test_after_a_thousand_operations_with_kills_it_adds_up(school, media, tmp_path):
    school.organization.monthly_text_limit = POOL["text"]
    school.organization.monthly_video_limit = POOL["video"]
    school.organization.save()
    media.mkdir(parents=True, exist_ok=True)
    log, seeds, killed = tmp_path / "operations", random.Random(6), 0
    log.touch()
    while len(log.read_text().splitlines()) < OPERATIONS:
        processes = [start(seeds.randrange(10**9), log, media) for _ in range(AT_ONCE)]
        for process in processes:
            code = process.wait(timeout=300)
            assert code in (0, -9), process.stderr.read()[-3000:]
            killed += code == -9
    assert killed >= 3, "nothing was proved: too few were killed"
    out = StringIO()
    call_command("check_ledger", "--json", stdout=out)
    assert json.loads(out.getvalue())["clean"]
    for balance in Balance._base_manager.filter(holder__startswith="organization"):
        assert balance.used + balance.held <= 1000 * POOL[balance.meter]
    for balance in Balance._base_manager.filter(
        holder__startswith="person", meter__in=[Meter.TEXT, Meter.VIDEO]
    ):
        assert balance.used + balance.held <= 1000 * POOL[balance.meter]
    states = set(Reservation._base_manager.values_list("state", flat=True))
    assert states >= {"settled", "released", "expired"}
    assert set(Movement._base_manager.values_list("kind", flat=True)) == set(Movement.Kind.values)


def start(seed: int, log, media) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.ledger_process"]
    return subprocess.Popen(
        [*command, str(seed), str(EACH), str(KILL_ONE_IN), str(log)],
        cwd=ROOT,
        env=sharing(media),
        stderr=subprocess.PIPE,
        text=True,
    )

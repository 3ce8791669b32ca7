"""The production settings: what has to be set is asked for, and then everything is in order."""

import os
import subprocess

import pytest
from cryptography.fernet import Fernet

from tests.processes import PYTHON, ROOT

SECRET = "x" * 20 + "0123456789-abcdefghij-ABCDEFGHIJ-klmnopqrst"

KEYS = {
    "LECTERN_SECRET_KEY": SECRET,
    "LECTERN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
}


@pytest.fixture
def manage(tmp_path):
    """Run a command as in production; what it said, and its status."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LECTERN_") and "DATABASE_URL" not in name
    }
    base = plain | {
        "DJANGO_SETTINGS_MODULE": "project.settings.production",
        "LECTERN_DATA_DIR": str(tmp_path),
    }

    def run(*command: str, **variables: str) -> tuple[int, str]:
        done = subprocess.run(
            [PYTHON, "manage.py", *command],
            cwd=ROOT,
            env=base | variables,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_it_works(manage):
    status, said = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **KEYS,
        LECTERN_HOSTS="lectern.example",
    )
    assert (status, "no issues" in said) == (0, True), said


def test_without_a_secret_key_it_does_not_start(manage):
    status, said = manage("check", LECTERN_HOSTS="lectern.example")
    assert status == 1
    assert "LECTERN_SECRET_KEY is not set" in said
    assert "Traceback" not in said


def test_without_a_key_for_secrets_it_does_not_start(manage):
    said = "LECTERN_ENCRYPTION_KEYS is not set"
    for keys in ({}, {"LECTERN_ENCRYPTION_KEYS": ""}):
        given = {"LECTERN_SECRET_KEY": SECRET, "LECTERN_HOSTS": "lectern.example", **keys}
        status, words = manage("check", **given)
        assert (status, said in words) == (1, True), words


@pytest.mark.slow
def test_a_key_that_is_none_is_told(manage):
    bad = KEYS | {"LECTERN_ENCRYPTION_KEYS": "too-short"}
    status, said = manage("check", LECTERN_HOSTS="lectern.example", **bad)
    assert status == 1
    assert "lectern.E008" in said
    assert "too-short" not in said


@pytest.mark.slow
def test_without_hosts_it_says_so(manage):
    status, said = manage("check", **KEYS)
    assert status == 1
    assert "lectern.E005" in said


@pytest.mark.slow
def test_the_static_files_are_collected_under_names_by_content(manage, tmp_path):
    status, said = manage("collectstatic", "--no-input", **KEYS, LECTERN_HOSTS="lectern.example")
    assert status == 0, said
    assert list((tmp_path / "static" / "css").glob("lectern.*.css"))

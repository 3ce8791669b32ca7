"""The vendored files are the ones that the lock names, all of them and no other."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
PACKAGES = json.loads((VENDOR / "vendor.lock").read_text())["packages"]
FILES = {path: digest for package in PACKAGES for path, digest in package["files"].items()}


def test_it_works():
    assert {package["name"] for package in PACKAGES} >= {"htmx.org", "@alpinejs/csp"}


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_as_locked(path):
    assert hashlib.sha256((VENDOR / path).read_bytes()).hexdigest() == FILES[path]


def test_every_file_is_locked():
    on_disk = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert on_disk - {"vendor.lock"} == set(FILES)


def test_every_package_keeps_its_licence():
    for package in PACKAGES:
        assert package["licence"]
        assert any(path.endswith("/LICENSE") for path in package["files"]), package["name"]


def test_no_file_names_a_source_map_that_is_not_there():
    for path in FILES:
        assert b"sourceMappingURL" not in (VENDOR / path).read_bytes(), path

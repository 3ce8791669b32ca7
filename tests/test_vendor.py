"""The vendored files are the ones that the lock names, all of them and no other."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = [ROOT / "static" / "vendor", ROOT / "tests" / "vendor"]
LOCKS = {folder: json.loads((folder / "vendor.lock").read_text()) for folder in FOLDERS}
PACKAGES = [package for lock in LOCKS.values() for package in lock["packages"]]
FILES = {
    folder / path: digest
    for folder, lock in LOCKS.items()
    for package in lock["packages"]
    for path, digest in package["files"].items()
}


def test_it_works():
    assert {package["name"] for package in PACKAGES} >= {"htmx.org", "@alpinejs/csp", "axe-core"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_as_locked(path):
    assert hashlib.sha256(path.read_bytes()).hexdigest() == FILES[path]


def test_every_file_is_locked():
    on_disk = {path for folder in FOLDERS for path in folder.rglob("*") if path.is_file()}
    assert {path for path in on_disk if path.name != "vendor.lock"} == set(FILES)


def test_every_package_keeps_its_licence():
    for package in PACKAGES:
        assert package["licence"]
        assert any(path.endswith("/LICENSE") for path in package["files"]), package["name"]


def test_no_file_names_a_source_map_that_is_not_there():
    for path in FILES:
        assert b"sourceMappingURL" not in path.read_bytes(), path

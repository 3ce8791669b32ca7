"""Every variable that is read is explained, and none is explained that is not read."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READ = re.compile(
    r"""(?:env\.\w+\(\s*|environ(?:\.get\(|\.setdefault\(|\[)|_database\()"([A-Z0-9_]+)\""""
)
OTHERS = {"DJANGO_SETTINGS_MODULE", "Q_CLUSTER_NAME", "PATH"}  # Django's, the queue's, the system's


def names_read() -> set[str]:
    apps = ("project", "accounts", "organizations", "billing", "library", "lessons")
    files = (path for app in apps for path in (ROOT / app).rglob("*.py"))
    return {name for path in files for name in READ.findall(path.read_text())} - OTHERS


def names_explained() -> set[str]:
    return set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_it_works():
    assert names_read() == names_explained()

"""For a real process, a worker or a site, on the rows and files of a running test."""

import json
import os

from project.settings.test import *  # noqa: F403
from project.settings.test import DATA_DIR as SERVER_DIR
from project.settings.test import DB_POOL_SIZE, INSTALLED_APPS, STORAGES, Path, databases

_given = json.loads(os.environ["LECTERN_TEST_WORKER"])

DATABASES = databases.configure(data_dir=SERVER_DIR, pool_size=DB_POOL_SIZE, durable=False)
for _alias, _name in _given["databases"].items():
    DATABASES[_alias]["NAME"] = _name
INSTALLED_APPS = [*INSTALLED_APPS, "tests.counting.CountingConfig"]
DATA_DIR = Path(_given["data_dir"])
STORAGES["default"]["OPTIONS"]["location"] = _given["media"]
JOB_LEASE_S = _given["lease_s"]
globals().update(_given.get("settings", {}))
OCR_ENGINES = _given.get("ocr", [])

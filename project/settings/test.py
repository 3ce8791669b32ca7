"""The test suite: its own embedded server, a folder of its own, cheap passwords."""

from project.settings.base import *  # noqa: F403
from project.settings.base import BASE_DIR, STORAGES, databases, env

DATA_DIR = env.folder("LECTERN_TEST_DATA_DIR", BASE_DIR / "var" / "test")
SECRET_KEY = "only-for-tests"
DATABASES = databases.configure(data_dir=DATA_DIR, pool_size=0, durable=False)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["default"]["OPTIONS"]["location"] = DATA_DIR / "media"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = None  # served from where they are
WHITENOISE_AUTOREFRESH = True  # found when asked for: each test's client would list all of them
EMBEDDER = "hashing-384"  # tests where meaning matters ask for the real one
WEB_PAUSE_MS = 0
OCR_ENGINES = []  # models take a second to load: tests of recognition ask for them
STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRETS = "", []  # tests that pay start a stand-in

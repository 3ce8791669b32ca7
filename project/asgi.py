"""The ASGI entry."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.production")
# Threads come and go with requests here, so connections are kept in a pool: for the requests
# at work (8), for answers that stream (4), and two for those that just ended.
os.environ.setdefault("LECTERN_DB_POOL_SIZE", "14")

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.template.loader import render_to_string

from project.admission import AdmissionLimit, Limits
from project.uploads import DirectUploads

_django = get_asgi_application()
application = DirectUploads(
    AdmissionLimit(
        _django,
        limits=Limits(settings.WEB_CONCURRENCY, settings.WEB_WAIT_S, settings.WEB_LINE),
        page=render_to_string("errors/503.html"),
    )
)

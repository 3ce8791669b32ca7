"""The ASGI entry."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.production")
# Threads come and go with requests here, so connections are kept in a pool: for the requests
# at work (3), for answers that are made (8), and some for those that just ended.
os.environ.setdefault("LECTERN_DB_POOL_SIZE", "14")

import django
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from project.admission import AdmissionLimit, Limits, Refusal
from project.handler import Handler
from project.uploads import DirectUploads
from project.warming import warm_up

django.setup(set_prefix=False)


def _refusal(language: str) -> Refusal:
    with translation.override(language):
        sentence = gettext("Lectern is busy just now. Try again in ten seconds.")
        return Refusal(render_to_string("errors/503.html"), sentence)


application = DirectUploads(
    AdmissionLimit(
        Handler(at_once=settings.WEB_CONCURRENCY),
        limits=Limits(settings.WEB_CONCURRENCY, settings.WEB_WAIT_S, settings.WEB_LINE),
        refusals={language: _refusal(language) for language, _name in settings.LANGUAGES},
    )
)
warm_up()

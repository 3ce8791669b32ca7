from django.core.management.base import BaseCommand

from lessons.metering import media_bytes
from lessons.models import Lesson
from library.models import Source
from library.pictures import pictures_bytes
from organizations.logos import measure_logo
from organizations.models import Organization
from organizations.scoping import unscoped


class Command(BaseCommand):
    help = "Measure anew what sources and lessons keep in storage; once after an upgrade is enough."

    def handle(self, *args, **options):
        with unscoped("storage of every organization"):
            sources = [_measure_source(source) for source in Source.objects.iterator()]
            lessons = [_measure_lesson(lesson) for lesson in Lesson.objects.iterator()]
            for organization in Organization.objects.iterator():
                measure_logo(organization)
        self.stdout.write(f"Measured {len(sources)} sources and {len(lessons)} lessons.")


def _measure_source(source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(pictures_bytes=pictures_bytes(source))


def _measure_lesson(lesson: Lesson) -> None:
    Lesson.objects.filter(pk=lesson.pk).update(media_bytes=media_bytes(lesson))

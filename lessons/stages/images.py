from lessons.inserts.bringing import bring
from lessons.models import LessonSegment
from lessons.work import Work
from library.models import Section
from library.pictures import figure_image
from project import storage


def run(work: Work) -> None:
    """Cut each figure from its page, and each clip from its recording, once."""
    segments = [segment for segment in work.segments if segment.figure or segment.clip]
    done, total = work.done("images"), len(segments)
    while done < total:
        _cut(work, segments[done]) if segments[done].figure else bring(work, segments[done])
        done += 1
        with work.writing("images", done=done, total=total):
            segments[done - 1].save(update_fields=["figure", "clip"])
        if work.is_over():
            return
    if not total:
        with work.writing("images", done=0, total=0):
            return


def _cut(work: Work, segment: LessonSegment) -> None:
    """A figure that cannot be cut is left out: the words stand without it."""
    figure = segment.figure or {}
    if "key" in figure:
        return
    section = Section.objects.filter(source=work.source, pk=figure["section_id"]).first()
    image = figure_image(work.source, section) if section else None
    if section is None or image is None:
        segment.figure = None
        return
    key = work.key(f"figures/{section.pk}.png")
    storage.save_bytes(key, image)
    segment.figure = figure | {"key": key}

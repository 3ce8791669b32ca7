from accounts.models import Modality
from lessons.models import LessonSegment
from lessons.stages.segments import join, render_each
from lessons.work import Work


def run(work: Work) -> None:
    """Speak each segment, then join them: the lesson can be heard before it can be seen."""
    if not work.wants(Modality.AUDIO, Modality.VIDEO):
        with work.writing("speech", done=0, total=0):
            return
    if not render_each(work, "speech", with_video=False):
        return
    files, segments = join(work, "audio")
    total = len(work.segments) + 1
    with work.writing("speech", done=total, total=total):
        LessonSegment.objects.bulk_update(segments, ["start_s"])
        shown = files if work.wants(Modality.AUDIO) else {}
        work.add_files(**shown)

from accounts.models import Modality
from lessons.stages.segments import join, render_each
from lessons.work import Work


def run(work: Work) -> None:
    if not work.wants(Modality.VIDEO):
        with work.writing("video", done=0, total=0):
            return
    if not render_each(work, "video", with_video=True):
        return
    files, _segments = join(work, "video")
    total = len(work.segments) + 1
    with work.writing("video", done=total, total=total):
        work.add_files(**files)

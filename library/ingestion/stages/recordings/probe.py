from library.ingestion import watching
from library.ingestion.stages.recordings.keeping import Kept
from library.ingestion.work import Work


def run(work: Work) -> None:
    """Ask the file what is in it: picture, sound, captions, and how long it is."""
    kept = Kept(work.source)
    recording = kept.read_recording("recording")
    if recording is None:
        recording = watching.inspect(str(work.source.pk), work.path)
        kept.forget_others()  # first: what was written down is not asked for again
        kept.write_recording("recording", recording)
    work.source.duration_s = recording.duration_s
    work.source.has_picture = recording.picture is not None
    with work.writing("probe", done=1, total=1):
        work.save_source("duration_s", "has_picture")

from library.ingestion import watching
from library.ingestion.recordings.base import Captions, Recording
from library.ingestion.stages.recordings.keeping import Kept
from library.ingestion.work import Work


def run(work: Work) -> None:
    """What is said, by captions in the file. Those that people gave it go before them, and are
    read with the rest."""
    kept = Kept(work.source)
    recording = kept.read_recording("recording")
    assert recording is not None
    track = None if work.source.captions_key else _track(recording)
    if track is not None and kept.read("cues") is None:
        cues = watching.ask(
            str(work.source.pk),
            "captions",
            work.path,
            recording=recording,
            beat=work.is_over,
            index=track.index,
        )
        kept.write("cues", {"language": track.language, "cues": cues})
    with work.writing("transcribe", done=1, total=1):
        pass


def _track(recording: Recording) -> Captions | None:
    """That in the language that is spoken, else the first."""
    spoken = [each for each in recording.captions if each.language == recording.language]
    return next(iter([*spoken, *recording.captions]), None)

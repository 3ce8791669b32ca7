"""What is said: the captions that people gave it, else those in the file, else a Transcriber's."""

from django.conf import settings

from library.ingestion import watching
from library.ingestion.listening import Transcribed, cues_of, extract_speech, write_down
from library.ingestion.recordings.base import Captions, Recording
from library.ingestion.stages.recordings.keeping import Kept
from library.ingestion.stages.recordings.proxy import local_proxy
from library.ingestion.stages.recordings.verdict import is_written_down
from library.ingestion.work import Work
from library.ingestion.workspace import folder_of
from project.errors import ProviderError
from project.languages import base_of
from project.providers import registry
from project.providers.calls import for_purpose


def run(work: Work) -> None:
    kept = Kept(work.source)
    recording = kept.read_recording("recording")
    assert recording is not None
    track = _track(recording)
    is_given = bool(work.source.captions_key) or kept.read("cues") is not None
    if track is not None and not is_given:  # also where nobody can be heard
        kept.write("cues", _of_track(work, recording, track))
        _end(work)
    elif settings.TRANSCRIBER and not is_written_down(work.source):
        _listen(work, kept, recording)
    else:
        _end(work)


def _end(work: Work) -> None:
    done = max(work.done("transcribe"), 1)
    with work.writing("transcribe", done=done, total=done):
        pass


def _track(recording: Recording) -> Captions | None:
    """That in the language that is spoken, else the first."""
    spoken = [each for each in recording.captions if each.language == recording.language]
    return next(iter([*spoken, *recording.captions]), None)


def _of_track(work: Work, recording: Recording, track: Captions) -> dict:
    cues = watching.ask(
        str(work.source.pk),
        "captions",
        work.path,
        recording=recording,
        beat=work.is_over,
        index=track.index,
    )
    said = [[begin, end, text, ""] for begin, end, text in cues]
    return {"language": track.language, "by": "", "cues": said}


def _listen(work: Work, kept: Kept, recording: Recording) -> None:
    """A window after the other; what was heard so far is kept beside the file."""
    made, path = local_proxy(work)
    heard = kept.read("heard")
    transcribed = Transcribed.unpacked(heard) if heard else Transcribed()
    speech = folder_of(work.source) / "speech.wav"
    if not speech.exists():
        extract_speech(path, speech, beat=work.is_over)
    total = max(1, round(made.duration_s))

    def keep(so_far: Transcribed) -> None:
        kept.write("heard", so_far.packed())
        with work.writing("transcribe", done=min(round(so_far.until_s), total - 1), total=total):
            pass

    try:
        with for_purpose(
            "source.transcribe", person_id=work.source.added_by_id, request_id=work.source.pk
        ):
            is_whole = write_down(
                speech,
                transcribed,
                transcriber=registry.transcriber(settings.TRANSCRIBER),
                language=base_of(work.source.language) or recording.language,
                keep=keep,
                is_over=work.is_over,
            )
    except ProviderError as error:
        if error.retryable:
            raise
        kept.write("unheard", str(error))
        _end(work)
        return
    if is_whole:
        kept.write("cues", _packed(transcribed))
        with work.writing("transcribe", done=total, total=total):
            pass


def _packed(transcribed: Transcribed) -> dict:
    cues = [[*cue.time, cue.text, cue.speaker] for cue in cues_of(transcribed.words) if cue.time]
    by = ",".join(transcribed.by)
    return {"language": transcribed.language, "by": by, "cues": cues}

"""The copy that browsers play, made stretch by stretch and then put together."""

from pathlib import Path

from library.ingestion import watching
from library.ingestion.recordings import levels
from library.ingestion.recordings.base import Recording
from library.ingestion.recordings.planning import Step, steps, takes_sound
from library.ingestion.stages.recordings.keeping import Kept, scratch
from library.ingestion.work import Work
from library.ingestion.workspace import folder_of
from project import storage
from project.errors import UnreadableSource

POSTER_AT_S = 60.0
TICKS = 90_000


def run(work: Work) -> None:
    making = _Making(work)
    planned = steps(making.recording)
    done = work.done("proxy")
    if making.kept.read("proxy") is not None:  # the file was read before
        done = len(planned)
        making.show()
    if done >= len(planned):
        with work.writing("proxy", done=len(planned), total=len(planned)):
            work.save_source("duration_s", "has_picture")
        return
    while done < len(planned):
        making.do(planned[done])
        done += 1
        with work.writing("proxy", done=done, total=len(planned)):
            work.save_source("duration_s", "has_picture")
        if work.is_over():
            return


class _Making:
    def __init__(self, work: Work):
        self.work, self.kept = work, Kept(work.source)
        recording = self.kept.read_recording("recording")
        assert recording is not None
        self.recording: Recording = recording

    def do(self, step: Step) -> None:
        getattr(self, f"_{step.do}")(step)

    def show(self) -> None:
        """What the copy is, is what people play."""
        made = self.kept.read_recording("proxy")
        assert made is not None
        self.work.source.duration_s = made.duration_s
        self.work.source.has_picture = made.picture is not None

    def _ask(self, do: str, **wanted):
        return watching.ask(
            str(self.work.source.pk),
            do,
            self.work.path,
            recording=self.recording,
            beat=self.work.is_over,
            **wanted,
        )

    def _listen(self, step: Step) -> None:
        self.kept.write(step.name, self._ask("measure", begin=step.begin, end=step.end))

    def _gain(self) -> float:
        heard = [self.kept.read(each.name) for each in self._steps("listen")]
        return levels.gain_db(levels.merge(heard))

    def _steps(self, do: str) -> list[Step]:
        return [step for step in steps(self.recording) if step.do == do]

    def _sound(self, step: Step) -> None:
        gain = self._gain()
        if not takes_sound(self.recording, gain):
            place = {"begin": round(step.begin), "end": round(step.end)}
            self._make(step, "sound", gain=gain, **place)

    def _picture(self, step: Step) -> None:
        self._make(step, "picture", begin=step.begin, end=step.end)

    def _make(self, step: Step, do: str, **wanted) -> None:
        with scratch(folder_of(self.work.source)) as folder:
            to = folder / "part.mp4"
            self._ask(do, to=str(to), **wanted)
            if to.exists():
                storage.save_file(self.kept.part(step.name), to)

    def _join(self, _step: Step) -> None:
        with scratch(folder_of(self.work.source)) as folder:
            pictures, sounds = self._picture_parts(), self._sound_parts()
            if pictures == [] and sounds == []:
                raise UnreadableSource(watching.nothing_decoded(), code="damaged")
            to = folder / "joined.mp4"
            self._ask("join", pictures=pictures, sounds=sounds, to=str(to))
            made = watching.inspect(str(self.work.source.pk), to)
            storage.save_file(self.kept.proxy(made), to)
        self.kept.write_recording("proxy", made)
        storage.delete_prefix(self.kept.parts)
        self.show()

    def _picture_parts(self) -> list | None:
        if self.recording.picture is not None and self.recording.picture.is_plain:
            return None
        return self._parts("picture", TICKS)

    def _sound_parts(self) -> list | None:
        if takes_sound(self.recording, self._gain()):
            return None
        return self._parts("sound", 1)

    def _parts(self, do: str, units: int) -> list[tuple[str, int]]:
        """(path, where it begins) of those that hold anything. units: of a step's in one of its
        stream's."""
        found = []
        for step in self._steps(do):
            key = self.kept.part(step.name)
            if storage.exists(key):
                path = storage.fetch(key, into=folder_of(self.work.source))
                found.append((str(path), round(step.begin * units)))
        return found

    def _poster(self, _step: Step) -> None:
        at = min(POSTER_AT_S, self.recording.duration_s / 4)
        with scratch(folder_of(self.work.source)) as folder:
            to = folder / "poster.webp"
            if self._ask("poster", at=at, to=str(to)):
                storage.save_file(self.kept.poster, to)


def local_proxy(work: Work) -> tuple[Recording, Path]:
    """The copy on this machine, and what is in it."""
    kept = Kept(work.source)
    made = kept.read_recording("proxy")
    assert made is not None
    return made, storage.fetch(kept.proxy(made), into=folder_of(work.source))

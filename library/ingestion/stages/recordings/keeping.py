"""What is kept of a recording beside its file, until it is deleted with the source.

proxy/video.mp4 or proxy/audio.m4a    its copy for the web
proxy/poster.webp
recording/<mark of the file>/…        what was found in it: JSON, and a picture of each scene
"""

import json
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from library.ingestion.recordings.base import Recording, pack, unpack
from library.models import Source
from project import storage


def mark_of(source: Source) -> str:
    """By what is in the file alone: where it is kept may change (`library.kept_files`)."""
    return source.sha256[:16]


class Kept:
    def __init__(self, source: Source):
        mark = mark_of(source)
        self._all = f"{source.storage_prefix}recording/"
        self.folder = f"{self._all}{mark}/"
        self.parts = f"{self.folder}parts/"
        self._proxy = f"{source.storage_prefix}proxy/"

    @property
    def poster(self) -> str:
        return f"{self._proxy}poster.webp"

    def proxy(self, recording: Recording) -> str:
        return f"{self._proxy}{'video.mp4' if recording.picture else 'audio.m4a'}"

    def frame(self, begin_s: float) -> str:
        """Of the scene that begins then."""
        return f"{self.folder}frames/{round(begin_s * 1000)}.webp"

    def part(self, name: str) -> str:
        return f"{self.parts}{name}.mp4"

    def files(self) -> list[str]:
        """The keys of what was found in it."""
        return list(storage.list_prefix(self.folder))

    def in_place_of(self, other: "Kept", key: str) -> str:
        """The key under which a file of another's is kept here."""
        return self.folder + key.removeprefix(other.folder)

    def forget_others(self) -> None:
        """What was made of a file that was there before this one."""
        storage.delete_prefix(self._proxy)
        for key in list(storage.list_prefix(self._all)):
            if not key.startswith(self.folder):
                storage.delete(key)

    def read(self, name: str) -> Any:
        """None where it was not found out yet."""
        try:
            return json.loads(storage.read_bytes(f"{self.folder}{name}.json"))
        except FileNotFoundError:
            return None

    def write(self, name: str, value: Any) -> None:
        storage.save_bytes(f"{self.folder}{name}.json", json.dumps(value).encode())

    def read_recording(self, name: str) -> Recording | None:
        found = self.read(name)
        return unpack(found) if found else None

    def write_recording(self, name: str, recording: Recording) -> None:
        self.write(name, pack(recording))


@contextmanager
def scratch(folder: Path):
    """A folder for what a child makes; gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as path:
        yield Path(path)

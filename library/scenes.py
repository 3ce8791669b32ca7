"""The picture of a recording's scene, as it was kept when the recording was read."""

from library.ingestion.recordings.parting import scenes
from library.ingestion.stages.recordings.keeping import Kept
from library.models import Page, Source
from project import storage


def scene_picture(source: Source, page: Page) -> bytes | None:
    """WebP of the scene in which a page begins; None where it has none."""
    if not source.has_picture or page.start_s is None:
        return None
    kept = Kept(source)
    try:
        return storage.read_bytes(kept.frame(page.start_s))
    except FileNotFoundError:
        return _of_long_scene(kept, page.start_s, source.duration_s)


def _of_long_scene(kept: Kept, at_s: float, duration_s: float) -> bytes | None:
    """Of a scene that is read as several pages only the first begins with it."""
    changes = kept.read("changes")
    if changes is None:
        return None
    begun = [scene for scene in scenes(changes, duration_s) if scene.begin_s <= at_s]
    try:
        return storage.read_bytes(kept.frame(begun[-1].begin_s)) if begun else None
    except FileNotFoundError:
        return None

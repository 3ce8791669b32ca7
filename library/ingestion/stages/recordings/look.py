from django.conf import settings

from library.ingestion import watching
from library.ingestion.recognisers.engines import choose
from library.ingestion.recordings.parting import scenes
from library.ingestion.stages.recordings.keeping import Kept, scratch
from library.ingestion.stages.recordings.proxy import local_proxy
from library.ingestion.work import Work
from library.ingestion.workspace import folder_of
from project import storage
from project.languages import base_of


def run(work: Work) -> None:
    """A picture of each scene, and what is written on it."""
    kept = Kept(work.source)
    made, path = local_proxy(work)
    found = scenes(kept.read("changes") or {}, made.duration_s) if made.picture else []
    seen = kept.read("seen") or {}
    language = _language(work)
    engine = choose(tuple(settings.OCR_ENGINES), language)
    wanted = [(n, scene) for n, scene in enumerate(found) if str(n) not in seen]
    for number, scene in wanted:
        with scratch(folder_of(work.source)) as folder:
            to = folder / "frame.webp"
            seen[str(number)] = watching.ask(
                str(work.source.pk),
                "look",
                path,
                beat=work.is_over,
                at=scene.shown_s,
                engine=engine.name if engine else "",
                language=language,
                to=str(to),
            )
            if to.exists():
                storage.save_file(kept.frame(scene.begin_s), to)
        kept.write("seen", seen)
        with work.writing("look", done=number + 1, total=len(found)):
            pass
        if work.is_over():
            return
    with work.writing("look", done=len(found), total=len(found)):
        pass


def _language(work: Work) -> str:
    return base_of(work.source.recognised_language or work.source.language)

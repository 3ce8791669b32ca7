from library.ingestion.work import Work


def run(work: Work) -> None:
    """Bring the file to this machine, unpacked if it is an archive; again if it is gone."""
    _ = work.path
    with work.writing("fetch", done=1, total=1):
        pass

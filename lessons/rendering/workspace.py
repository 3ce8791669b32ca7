"""Files that appear whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def workspace(to: Path) -> Iterator[Path]:
    """A folder beside `to` and on its file system, to write in and rename from.

    Makes `to`. The workspace is gone afterwards, however it ends; a killed process leaves
    one behind, named ".<target>-…", which nothing reads.
    """
    to.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=to.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)

"""Write the two teachers' drawings for web pages, from the one source the video uses.

    python scripts/build_teachers.py

static/img/teacher-left.svg and teacher-right.svg hold every mouth and both pairs of
eyes as groups (`mouth-0` to `mouth-4`, `eyes-open`, `eyes-shut`). As an image they show
a shut mouth. templates/_teacher_left.html and _teacher_right.html are the same drawings to
stand in a page, where the page's CSS picks a mouth and the tokens colour them.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lessons.rendering.teachers import teacher_sprite  # noqa: E402


def build() -> dict[Path, str]:
    """{path: content} of every file that is written."""
    drawings = {side: teacher_sprite(side) for side in ("left", "right")}
    images = {ROOT / f"static/img/teacher-{side}.svg": svg for side, svg in drawings.items()}
    inline = {ROOT / f"templates/_teacher_{side}.html": svg for side, svg in drawings.items()}
    return images | inline


if __name__ == "__main__":
    for path, content in build().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

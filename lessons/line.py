"""Pure: what a lesson opens as on the line that a browser says it has.

Browsers that say nothing get what the person prefers; a button on the page is for those.
"""

from collections.abc import Mapping

from accounts.models import Modality

DEAREST_FIRST = (Modality.VIDEO, Modality.AUDIO, Modality.TEXT)
# As browsers name it in `ECT` and `navigator.connection.effectiveType`; static/js/line.js says
# the same.
MOST_ON = {"slow-2g": Modality.TEXT, "2g": Modality.TEXT, "3g": Modality.AUDIO}


def most_on_line(headers: Mapping[str, str]) -> Modality:
    """The dearest that the line carries: of a browser that saves data, the sound."""
    most = MOST_ON.get(headers.get("ECT", "").lower(), Modality.VIDEO)
    saves = headers.get("Save-Data", "").lower() == "on"
    return max(most, Modality.AUDIO, key=DEAREST_FIRST.index) if saves else most


def within(wanted: str, most: str, ready: list[str]) -> str:
    """The dearest that is ready, and neither above what is wanted nor above the line."""
    from_here = max(DEAREST_FIRST.index(Modality(each)) for each in (wanted, most))
    return next((each.value for each in DEAREST_FIRST[from_here:] if each in ready), "text")

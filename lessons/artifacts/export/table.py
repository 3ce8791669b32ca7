"""CSV: a row for each item, to copy from into the forms of other programs."""

import csv
import io

from django.utils.translation import gettext as _

from organizations.rosters.problem_lists import escaped

from .items import ExportItem, ExportSet, ItemKind, figure

BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8


def write_csv(exported: ExportSet) -> bytes:
    """Several right answers stand on lines of one cell; those of a matching in the order of the
    options that they belong to. No cell is taken for a formula."""
    most = max([len(_options(item)) for item in exported.items], default=0)
    columns = [_("Option %(number)s") % {"number": n + 1} for n in range(most)]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_("Number"), _("Kind"), _("Question"), *columns, *_heads()])
    for number, item in enumerate(exported.items, 1):
        options = _options(item)
        padded = options + [""] * (most - len(options))
        cells = [str(number), item.kind.value, item.stem, *padded, *_tail(item)]
        writer.writerow([escaped(cell) for cell in cells])
    return (BYTE_ORDER_MARK + buffer.getvalue()).encode()


def _heads() -> list[str]:
    return [
        _("Right answers"),
        _("Tolerance"),
        _("Unit"),
        _("Explanation"),
        _("Feedback"),
        _("Difficulty"),
        _("Points"),
        _("Page"),
        _("Words of the page"),
    ]


def _tail(item: ExportItem) -> list[str]:
    return [
        "\n".join(_right(item)),
        figure(item.tolerance) if item.kind == ItemKind.NUMERIC else "",
        item.unit,
        item.explanation,
        "\n".join(" ".join(option.feedback.split()) for option in item.options),
        str(item.difficulty),
        str(item.points),
        item.reference,
        item.quote,
    ]


def _options(item: ExportItem) -> list[str]:
    if item.kind == ItemKind.ORDERING:
        return sorted(item.order)
    if item.kind == ItemKind.MATCHING:
        return [left for left, _right in item.pairs]
    return [option.text for option in item.options]


def _right(item: ExportItem) -> list[str]:
    match item.kind:
        case ItemKind.CHOICE | ItemKind.MULTIPLE | ItemKind.TRUE_FALSE:
            return [option.text for option in item.options if option.is_key]
        case ItemKind.NUMERIC:
            return [figure(item.number or 0)]
        case ItemKind.ORDERING:
            return list(item.order)
        case ItemKind.MATCHING:
            return [right for _left, right in item.pairs]
    return list(item.answers)

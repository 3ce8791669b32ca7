"""The marks of list items: bullets, numbers, letters, Roman numbers."""

from lxml import etree

_ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]  # fmt: skip


def item_mark(items: etree._Element, position: int) -> str:
    """What stands before item `position` (from 0) of the list; empty for plain lists."""
    kind = items.get("list-type", "bulleted")
    if kind == "labeled-item" or items.get("bullet-style") == "none":
        return ""
    if kind != "enumerated":
        return "•"
    start = items.get("start-value", "1")
    number = (int(start) if start.isdecimal() and len(start) < 7 else 1) + position
    mark = _written(number, items.get("number-style", "arabic"))
    return f"{items.get('mark-prefix', '')}{mark}{items.get('mark-suffix', '.')}"


def _written(number: int, style: str) -> str:
    if style.endswith("alpha") and 1 <= number <= 26:
        letter = chr(96 + number)
        return letter.upper() if style.startswith("upper") else letter
    if style.endswith("roman") and 1 <= number < 4000:
        roman = _roman(number)
        return roman.upper() if style.startswith("upper") else roman
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text

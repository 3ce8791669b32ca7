"""The numbers that a text states, as values with units: "three percent", "1,024 km", "10–12".

Read by rule in English, Spanish, French and German; in other languages digits and signs only.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

UNITS_AND_TENS = {
    "en": """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty|30 thirty|40 forty|50 fifty|60 sixty
        |70 seventy|80 eighty|90 ninety|100 hundred|100 hundreds|1000 thousand|1000 thousands
        |1000000 million|1000000 millions|1000000000 billion|1000000000 billions
        |1000000000000 trillion|12 dozen|3 third|4 fourth|5 fifth|6 sixth|7 seventh|8 eighth
        |9 ninth|10 tenth|2 twice|2 half|4 quarter""",
    "es": """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce
        quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés
        veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve|30 treinta
        |40 cuarenta|50 cincuenta|60 sesenta|70 setenta|80 ochenta|90 noventa|100 cien|100 ciento
        |100 cientos|200 doscientos|300 trescientos|400 cuatrocientos|500 quinientos
        |600 seiscientos|700 setecientos|800 ochocientos|900 novecientos|1000 mil|1000 miles
        |1000000 millón|1000000 millones|12 docena|3 tercero|3 tercera|4 cuarto|4 cuarta
        |5 quinto|5 quinta|2 mitad""",
    "fr": """zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze
        quinze seize|20 vingt|20 vingts|30 trente|40 quarante|50 cinquante|60 soixante
        |70 septante|80 huitante|90 nonante|100 cent|100 cents|1000 mille|1000000 million
        |1000000 millions|1000000000 milliard|1000000000 milliards|12 douzaine|3 troisième
        |4 quatrième|5 cinquième|6 sixième|7 septième|8 huitième|9 neuvième|10 dixième|2 moitié
        |2 demi|2 demie""",
    "de": """null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn
        vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig|30 dreißig|30 dreissig
        |40 vierzig|50 fünfzig|60 sechzig|70 siebzig|80 achtzig|90 neunzig|100 hundert
        |1000 tausend|1000000 million|1000000 millionen|1000000000 milliarde
        |1000000000 milliarden|12 dutzend|3 dritte|3 dritten|4 vierte|4 vierten
        |5 fünfte|2 hälfte""",
}
JOINERS = {"en": {"and"}, "es": {"y"}, "fr": {"et"}, "de": {"und"}}
# Where a comma is the decimal mark, a dot or a space parts the thousands.
DECIMAL_COMMA = {"es", "fr", "de", "pt", "it", "nl", "ru", "pl", "sv", "da", "nb", "fi", "cs", "tr"}

UNITS = {
    "%": "% percent percentage prozent pourcent porcentaje",
    "km": "km kilometer kilometers kilometre kilometres kilómetro kilómetros kilomètre kilomètres",
    "m": "m meter meters metre metres metro metros mètre mètres metern",
    "cm": "cm centimeter centimeters centimetre centimetres centímetro centímetros centimètre"
    " centimètres zentimeter",
    "mm": "mm millimeter millimeters millimetre millimetres milímetro milímetros millimètre"
    " millimètres",
    "mile": "mile miles milla millas mille milles meile meilen mi",
    "foot": "foot feet ft pie pies pied pieds fuß",
    "kg": "kg kilogram kilograms kilogramo kilogramos kilogramme kilogrammes kilogramm",
    "g": "g gram grams gramo gramos gramme grammes gramm",
    "ton": "ton tons tonne tonnes tonelada toneladas",
    "second": "s sec second seconds segundo segundos seconde secondes sekunde sekunden",
    "minute": "min minute minutes minuto minutos minuten",
    "hour": "h hour hours hora horas heure heures stunde stunden",
    "day": "day days día días jour jours tag tage tagen",
    "week": "week weeks semana semanas semaine semaines woche wochen",
    "month": "month months mes meses mois monat monate monaten",
    "year": "year years año años an ans année années jahr jahre jahren",
    "century": "century centuries siglo siglos siècle siècles jahrhundert jahrhunderte",
    "kelvin": "k kelvin kelvins",
    "celsius": "°c celsius",
    "fahrenheit": "°f fahrenheit",
    "dollar": "$ dollar dollars dólar dólares",
    "euro": "€ euro euros",
    "pound": "£ pound pounds libra libras pfund",
}
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}
RANGE = {"-", "–", "—", "to", "and", "a", "y", "à", "et", "bis", "und"}
SIGNS = {"$", "€", "£"}  # these stand before the number in English

# A century, a king: "XIX", but not "I", and not "CD" or "MIX".
ROMAN = re.compile(r"(?=[IVXLC]{2,}$)(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")
ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
ORDINAL_ENDS = {"st", "nd", "rd", "th", "er", "e", "ème", "º", "ª"}
PER_CENT = {("per", "cent"), ("por", "ciento"), ("pour", "cent")}
GERMAN_COMPOUND = re.compile(r"zig|ßig|hundert|tausend")
MONTHS = (
    "january enero janvier januar", "february febrero février februar", "march marzo mars märz",
    "april abril avril", "mayo mai", "june junio juin juni", "july julio juillet juli",
    "august agosto août", "september septiembre septembre", "october octubre octobre oktober",
    "november noviembre novembre", "december diciembre décembre dezember",
)  # fmt: skip
MONTH_OF = {word: f"month {i}" for i, words in enumerate(MONTHS, 1) for word in words.split()}
TOKEN = re.compile(
    r"\d+(?:[.,'’\u00a0\u202f\u2009]\d+)*(?:\s\d{3}(?!\d))*|°[CF]|[%$€£]|[^\W\d_]+|[-–—−/]|[^\s\w]"
)


@dataclass(frozen=True, slots=True)
class Number:
    """unit: a key of UNITS, "month 5" for a month's name, or "" where none stands there."""

    value: Decimal
    unit: str = ""

    def is_said_by(self, other: "Number") -> bool:
        """A number without a unit may be what another one has: in a table, in a range."""
        if self.value != other.value:
            return False
        return self.unit == other.unit or (not (self.unit and other.unit) and self.unit != "%")


def numbers_in(text: str, language: str) -> list[Number]:
    """In the order of the text. The word for one is left out: it mostly is an article."""
    code = language.lower()[:2]
    tokens = TOKEN.findall(unicodedata.normalize("NFC", text))
    found: list[Number] = []
    place, end = 0, -1
    while place < len(tokens):
        read = _digits(tokens, place, code) or _words(tokens, place, code) or _other(tokens, place)
        if read is None:
            place += 1
            continue
        number, after = read
        if place == end + 1 and tokens[end].lower() in RANGE and not found[-1].unit:
            found[-1] = Number(found[-1].value, number.unit)  # "5–10 %": both are percents
        found.append(number)
        place = end = after
    return found


def missing_numbers(claim: str, evidence: str, language: str) -> list[Number]:
    """The numbers of the claim that the evidence does not state."""
    stated = numbers_in(evidence, language)
    return [
        number
        for number in numbers_in(claim, language)
        if not any(number.is_said_by(other) for other in stated)
    ]


def _digits(tokens: list[str], place: int, code: str) -> tuple[Number, int] | None:
    if not tokens[place][0].isdecimal():
        return None
    value = _value(tokens[place], code)
    after = place + 1
    after += tokens[after : after + 1] != [] and tokens[after].lower() in ORDINAL_ENDS
    scales = _vocabulary(code)
    while after < len(tokens) and scales.get(tokens[after].lower(), 0) >= 1000:  # 3 million
        value *= scales[tokens[after].lower()]
        after += 1
    unit, after = _unit(tokens, after)
    if not unit and place and tokens[place - 1] in SIGNS:
        unit = UNIT_OF[tokens[place - 1]]
    return Number(value.normalize(), unit), after


def _value(digits: str, code: str) -> Decimal:
    """ "1,024.5" in English is "1.024,5" in German; a group that is not of three is a fraction."""
    digits = re.sub(r"[\s'’]", "", digits)
    point, comma = (",", ".") if code in DECIMAL_COMMA else (".", ",")
    if re.fullmatch(rf"\d{{1,3}}(?:\{comma}\d{{3}})+(?:\{point}\d+)?", digits):
        return Decimal(digits.replace(comma, "").replace(point, "."))
    parts = re.split(r"[.,]", digits)
    if len(parts) == 2:
        return Decimal(".".join(parts))
    return Decimal("".join(parts))


def _words(tokens: list[str], place: int, code: str) -> tuple[Number, int] | None:
    """A run of number words; "and" and hyphens belong to it where more words follow."""
    total = current = Decimal(0)
    after, count = place, 0
    while after < len(tokens):
        values = _values_of(tokens[after], code)
        if not values:
            if not (count and _goes_on(tokens, after, code)):
                break
            after += 1
            continue
        for value in values:
            total, current = _added(total, current, Decimal(value), code)
        after, count = after + 1, count + 1
    sum_ = total + current
    if not count or (count == 1 and sum_ == 1):
        return None
    unit, after = _unit(tokens, after)
    return Number(sum_.normalize(), unit), after


def _goes_on(tokens: list[str], place: int, code: str) -> bool:
    """Whether what stands here joins two words of one number: "twenty-five", "treinta y cinco"."""
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    before, after = _values_of(tokens[place - 1], code), _values_of(following, code)
    if not (before and after):
        return False
    joins = tokens[place].lower() in JOINERS.get(code, ())
    return tokens[place] == "-" or (joins and before[-1] >= 20 and after[0] < before[-1])


def _added(total: Decimal, current: Decimal, value: Decimal, code: str) -> tuple[Decimal, Decimal]:
    if value >= 1000:
        return total + (current or 1) * value, Decimal(0)
    if value == 100 or (code == "fr" and value == 20 and current % 100 == 4):
        hundreds = current - current % 100 if value == 20 else 0
        return total, hundreds + ((current - hundreds) or 1) * value
    return total, current + value


def _values_of(word: str, code: str) -> list[int]:
    """Of a word, or of the words that a German one is made of: "fünfundzwanzig"."""
    vocabulary, word = _vocabulary(code), word.lower()
    if word in vocabulary:
        return [vocabulary[word]]
    if code != "de" or not GERMAN_COMPOUND.search(word):
        return []
    parts, rest = [], word
    by_length = sorted((*vocabulary, "und", "ein"), key=len, reverse=True)
    while rest:
        part = next((each for each in by_length if rest.startswith(each)), None)
        if part is None:
            return []
        rest = rest[len(part) :]
        parts += [] if part == "und" else [vocabulary.get(part, 1)]
    return parts


def _vocabulary(code: str) -> dict[str, int]:
    return VOCABULARIES.get(code, {})


def _read_vocabulary(text: str) -> dict[str, int]:
    counted, *others = text.split("|")
    words = {word: value for value, word in enumerate(counted.split())}
    return words | {word: int(value) for value, word in (each.split() for each in others)}


VOCABULARIES = {code: _read_vocabulary(text) for code, text in UNITS_AND_TENS.items()}


def _unit(tokens: list[str], place: int) -> tuple[str, int]:
    """The unit that stands here, and the place behind it; "" where none does."""
    here, following = (token.lower() for token in (*tokens[place : place + 2], "", "")[:2])
    if (here, following) in PER_CENT:
        return "%", place + 2
    unit = UNIT_OF.get(here, "")
    return unit, place + bool(unit)


def _other(tokens: list[str], place: int) -> tuple[Number, int] | None:
    """A century's Roman number, or a month."""
    word = tokens[place]
    if ROMAN.match(word):
        values = [ROMAN_DIGITS[letter] for letter in word]
        pairs = zip(values, [*values[1:], 0], strict=True)
        unit, after = _unit(tokens, place + 1)
        return Number(Decimal(sum(-a if a < b else a for a, b in pairs)).normalize(), unit), after
    month = MONTH_OF.get(word.lower(), "")
    return (Number(Decimal(0), month), place + 1) if month else None

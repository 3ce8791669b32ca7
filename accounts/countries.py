"""From which age somebody may agree by themselves that an online service keeps data about them.

Below it a parent or guardian agrees for them. Where the law names no age for this, or we do not
know it, the highest of the European Union's holds: 16 years.

Sources
  EU        Article 8(1) of the General Data Protection Regulation, (EU) 2016/679: 16 years, and
            each member state may set less, down to 13. The law of the member state is named.
  US        Children's Online Privacy Protection Act, 15 U.S.C. 6501(1): "under the age of 13".
  others    the law, or the guidance of the authority, that is named in the line.
Who runs an installation checks the line of their country. A change is a change of one line.

Compared in November 2026 with what others have published, which is not the law itself:
  Bird & Bird, GDPR tracker, children
      https://www.twobirds.com/en/capabilities/practices/privacy-and-data-protection/general-data-protection-regulation/gdpr-tracker/children
      AT, BE, CZ, FI, FR, IE, IT, NL, SK, ES, SE as here; DE and HU set no age of their own
  Zulip, age of consent by country
      https://github.com/zulip/zulip/blob/main/templates/corporate/policies/age-of-consent.md
      AT, BG, HR, CY, CZ, FR, DE, GR, HU, IE, IT, LU, NL, PL, RO, SK, ES, KR, AU as here; LT, PT and
      SI stand there with the regulation's 16, from before their laws of 2018, 2019 and 2023
  Cyprus, Law 125(I)/2018, section 8, its text: 14
      http://www.cylaw.org/nomoi/enop/ind/2018_1_125/section-sc37ee18bb-ce6a-46ae-9441-b2ce6c435b56.html
  Denmark, from 13 to 15 on 1 January 2024
      https://en.unitas.consulting/dit-barns-brug-af-sociale-medier-begraenses-samt-tre-andre-aendringer-af-databeskyttelsesloven/
  China, below 14
      https://www.aoshearman.com/en/insights/ao-shearman-on-data/navigating-consent-emerging-trends-in-childrens-data-privacy-across-apac

Not sure, and where two ages are in question, the higher:
  NO  13 by the law of 2018; a change to 15 was out for comment in October 2025
      https://www.advokatforeningen.no/horingsuttalelser/2025/oktober/forslag-til-endringer-i-personopplysningsloven--aldersgrense-for-barns-samtykke-ved-bruk-av-informasjonssamfunnstjenester-sosiale-medier-mv
  AU  15 is guidance, case by case; a children's code is due in December 2026
  CA  13 or 14, by province
  IE  the law foresees that its age is looked at again
  EE, IS, IN, LI, LV, LT, MT, PT, SG, SI, ZA  by the law that is named; no text of it was at hand
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

UNKNOWN_AGE = 16
ELSEWHERE = "ZZ"  # as ISO 3166 leaves it free for "unknown"


@dataclass(frozen=True, slots=True)
class Country:
    """code: ISO 3166-1 alpha-2. age: in years, from which nobody else has to agree."""

    code: str
    name: str | Promise
    age: int


COUNTRIES = (
    Country("AU", _("Australia"), 15),  # OAIC, guidelines on the Privacy Principles, B.59
    Country("AT", _("Austria"), 14),  # Datenschutzgesetz, section 4(4)
    Country("BE", _("Belgium"), 13),  # law of 30 July 2018, article 7
    Country("BG", _("Bulgaria"), 14),  # Personal Data Protection Act, article 25c
    Country("CA", _("Canada"), 14),  # Quebec, Law 25, section 4.1; elsewhere the OPC says 13
    Country("CN", _("China"), 14),  # Personal Information Protection Law, article 31
    Country("HR", _("Croatia"), 16),  # the regulation's own age
    Country("CY", _("Cyprus"), 14),  # Law 125(I)/2018, section 8
    Country("CZ", _("Czechia"), 15),  # Act 110/2019, section 7
    Country("DK", _("Denmark"), 15),  # Databeskyttelsesloven, section 6(2), since 2024
    Country("EE", _("Estonia"), 13),  # Isikuandmete kaitse seadus, section 8
    Country("FI", _("Finland"), 13),  # Tietosuojalaki, section 5
    Country("FR", _("France"), 15),  # loi Informatique et Libertés, article 45
    Country("DE", _("Germany"), 16),  # the regulation's own age
    Country("GR", _("Greece"), 15),  # Law 4624/2019, article 21
    Country("HU", _("Hungary"), 16),  # the regulation's own age
    Country("IS", _("Iceland"), 13),  # Act 90/2018, article 10
    Country("IN", _("India"), 18),  # Digital Personal Data Protection Act 2023, sections 2 and 9
    Country("IE", _("Ireland"), 16),  # Data Protection Act 2018, section 31
    Country("IT", _("Italy"), 14),  # Codice privacy, article 2-quinquies
    Country("LV", _("Latvia"), 13),  # Fizisko personu datu apstrādes likums, section 33
    Country("LI", _("Liechtenstein"), 16),  # the regulation's own age
    Country("LT", _("Lithuania"), 14),  # Law on the Legal Protection of Personal Data, article 6
    Country("LU", _("Luxembourg"), 16),  # the regulation's own age
    Country("MT", _("Malta"), 13),  # Subsidiary Legislation 586.11
    Country("NL", _("Netherlands"), 16),  # Uitvoeringswet AVG, article 5
    Country("NO", _("Norway"), 15),  # Personopplysningsloven, section 5; see above
    Country("PL", _("Poland"), 16),  # the regulation's own age
    Country("PT", _("Portugal"), 13),  # Lei 58/2019, article 16
    Country("RO", _("Romania"), 16),  # the regulation's own age
    Country("SG", _("Singapore"), 13),  # PDPC, advisory guidelines on children's data
    Country("SK", _("Slovakia"), 16),  # Act 18/2018, section 15
    Country("SI", _("Slovenia"), 15),  # ZVOP-2, article 8
    Country("ZA", _("South Africa"), 18),  # Protection of Personal Information Act, sections 1, 35
    Country("KR", _("South Korea"), 14),  # Personal Information Protection Act, article 22-2
    Country("ES", _("Spain"), 14),  # Ley Orgánica 3/2018, article 7
    Country("SE", _("Sweden"), 13),  # law 2018:218, chapter 2, section 4
    Country("GB", _("United Kingdom"), 13),  # Data Protection Act 2018, section 9
    Country("US", _("United States"), 13),  # COPPA
)
_BY_CODE = {country.code: country for country in COUNTRIES}


def age_of_consent(code: str) -> int:
    """In years; of a country that is not listed, UNKNOWN_AGE."""
    country = _BY_CODE.get(code)
    return country.age if country else UNKNOWN_AGE


def name_of_country(code: str) -> str:
    country = _BY_CODE.get(code)
    return str(country.name if country else _("another country"))


def country_choices() -> list[tuple[str, str]]:
    """In the order of the reader's language, with what is not listed at the end."""
    listed = sorted((str(country.name), country.code) for country in COUNTRIES)
    elsewhere = (ELSEWHERE, str(pgettext_lazy("in a list of countries", "Another country")))
    return [(code, name) for name, code in listed] + [elsewhere]

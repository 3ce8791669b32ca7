"""Servers that an operator has named in the environment: LECTERN_MODEL_<NAME>_URL and so on.

Each field below is a variable: `price_in` of the endpoint "fast" is LECTERN_MODEL_FAST_PRICE_IN.
What they mean is told in docs/providers.md.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from django.core.exceptions import ImproperlyConfigured
from pydantic import BaseModel, ConfigDict, Field, Json, SecretStr, ValidationError

from project.outgoing import Limits

PREFIX = "LECTERN_MODEL_"
Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(gt=0)]
Price = Annotated[Decimal, Field(ge=0)]


class JsonForm(StrEnum):
    """How a chat model is held to JSON: by a schema, to some object, or by the prompt alone."""

    SCHEMA = "schema"
    OBJECT = "object"
    NONE = "none"


class RerankForm(StrEnum):
    COHERE = "cohere"
    JINA = "jina"
    TEI = "tei"


class Endpoint(BaseModel):
    """One model at one address.

    price_in, price_out: dollars for a million tokens, which is micro-dollars a token.
    price_call: dollars for a thousand calls; price_minute: for a minute of sound that is
    transcribed. A limit of 0 is none.
    tries: calls before the next of a chain is asked. wait_s: the longest wait for a limit or
    between two tries. languages: what an embedder or a transcriber was taught, base codes
    separated by commas; none: all. sound_s: the longest sound that a transcriber is sent at once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    url: str = Field(pattern=r"^https?://[^\s]+$")
    key: SecretStr = SecretStr("")
    model: str = Field(min_length=1, max_length=80)

    json_form: JsonForm = Field(JsonForm.SCHEMA, alias="json")
    output_tokens: int = Field(1500, ge=1)
    passage_tokens: Count = 4000
    output_field: str = "max_tokens"
    extra: Json[dict[str, Any]] = Field(default_factory=dict)

    requests_per_minute: Count = 0
    tokens_per_minute: Count = 0
    price_in: Price = Decimal(0)
    price_out: Price = Decimal(0)
    price_call: Price = Decimal(0)
    price_minute: Price = Decimal(0)

    tries: int = Field(3, ge=1, le=10)
    wait_s: Seconds = 10.0
    connect_s: Seconds = 5.0
    first_byte_s: Seconds = 60.0
    idle_s: Seconds = 30.0
    total_s: Seconds = 180.0

    dimensions: Count = 0
    languages: str = ""
    window_tokens: int = Field(8000, ge=16)
    batch: int = Field(64, ge=1)
    form: RerankForm = RerankForm.JINA
    sound_s: float = Field(120.0, ge=5, le=600)

    @property
    def limits(self) -> Limits:
        return Limits(
            connect_s=self.connect_s,
            first_byte_s=self.first_byte_s,
            idle_s=self.idle_s,
            total_s=self.total_s,
        )

    @property
    def taught(self) -> frozenset[str] | None:
        """None: all languages."""
        codes = (code.strip().lower() for code in self.languages.split(","))
        return frozenset(filter(None, codes)) or None

    @property
    def headers(self) -> dict[str, str]:
        key = self.key.get_secret_value()
        return {"authorization": f"Bearer {key}"} if key else {}

    def address(self, path: str) -> str:
        return f"{self.url.rstrip('/')}/{path}"

    def cost_microusd(self, tokens_in: int, tokens_out: int, sound_s: float = 0) -> int:
        """Rounded up: what costs something is never free."""
        cost = self.price_in * tokens_in + self.price_out * tokens_out + self.price_call * 1000
        cost += self.price_minute * Decimal(str(sound_s)) * 1_000_000 / 60
        return int(cost.to_integral_value(rounding="ROUND_CEILING"))


_PARTS = {(field.alias or name): name for name, field in Endpoint.model_fields.items()}


def configure(variables: Mapping[str, str]) -> dict[str, Endpoint]:
    """Endpoints by name. variables: those of the environment that begin with PREFIX.

    Raises ImproperlyConfigured, with the variable's name, for what cannot be.
    """
    found: dict[str, dict[str, str]] = {}
    for variable, value in sorted(variables.items()):
        name, part = _split(variable)
        if value.strip():
            found.setdefault(name, {})[part] = value.strip()
    return {name: _endpoint(name, values) for name, values in found.items()}


def _split(variable: str) -> tuple[str, str]:
    rest = variable.removeprefix(PREFIX)
    fitting = [part for part in _PARTS if part != "name" and rest.endswith(f"_{part.upper()}")]
    if not fitting:
        known = ", ".join(part.upper() for part in _PARTS if part != "name")
        raise ImproperlyConfigured(f"{variable}: an endpoint has no such part. It has {known}.")
    part = max(fitting, key=len)
    name = rest[: -len(part) - 1].lower()
    if not name:
        raise ImproperlyConfigured(f"{variable} does not say which endpoint it is of.")
    return name, part


def _endpoint(name: str, values: dict[str, str]) -> Endpoint:
    try:
        return Endpoint.model_validate({"name": name, **values})
    except ValidationError as error:
        first = error.errors()[0]
        variable = f"{PREFIX}{name}_{first['loc'][0]}".upper()
        raise ImproperlyConfigured(f"{variable}: {first['msg']}.") from None  # it has the key

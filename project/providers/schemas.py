"""JSON Schema of a pydantic model, as strict structured output asks for it. Pure."""

from typing import Any

from pydantic import BaseModel


def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Every object closed and every property required, which a model without defaults is anyway.

    Source: OpenAI's guide to structured outputs, "Supported schemas"; grammars of llama.cpp,
    vLLM and Ollama take the same.
    """
    return _closed(model.model_json_schema())


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(value) for key, value in node.items() if key != "default"}
    if isinstance(node.get("properties"), dict):
        # Here keys are the names of properties, also where one is called "default".
        closed["properties"] = {name: _closed(each) for name, each in node["properties"].items()}
        closed |= {"additionalProperties": False, "required": list(node["properties"])}
    return closed

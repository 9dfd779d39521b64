"""What is wrong in one manifest, in the language of the run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import show, suggest
from jinan_geo.manifest.closed import Text
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

__all__ = ["word_fault"]


def word_fault(name: str, model: type[BaseModel], item: Any) -> str:  # noqa: ANN401 - pydantic's error dict
    """Say what is wrong at one place of a manifest, with the nearest known name."""
    where = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        key = str(item["loc"][-1])
        known = _keys_at(model, item["loc"][:-1])
        hint = suggest(key, known)
        if known == [*Text.model_fields]:
            hint += say("manifest.errors.one_text")
        said = {"name": name, "key": show(key), "where": show(where), "hint": hint}
        return say("manifest.errors.unknown_key", **said)
    if item["type"] == "union_tag_invalid":
        tag, known = str(item["ctx"]["tag"]), re.findall(r"'([^']*)'", item["ctx"]["expected_tags"])
        hint = suggest(tag, known)
        said = {"name": name, "rule": show(tag), "where": show(where), "hint": hint}
        return say("manifest.errors.unknown_rule", **said)
    if item["type"] == "missing":
        return say("manifest.errors.no_key", name=name, where=show(where))
    value, why = show(item["input"]), _why(item)
    return say("manifest.errors.bad_value", name=name, where=show(where), value=value, why=why)


def _why(item: Any) -> str:  # noqa: ANN401 - pydantic's error dict
    """Say what is wrong with a value; what has no words of ours stays in those of pydantic."""
    wanted = item.get("ctx", {})
    if item["type"] == "value_error":
        return str(wanted["error"])
    said = words_of("manifest.faults").get(item["type"], "")
    parts = [str(wanted[key]) for key in ("expected", "ge", "le", "gt", "lt") if key in wanted]
    return said + ", ".join(parts) if said else str(item["msg"])


def _keys_at(model: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    """Give the keys known at a place in the manifest, found through the JSON Schema."""
    schema = model.model_json_schema()
    node: dict[str, Any] = schema
    for part in location:
        node = _follow(schema, node)
        if "discriminator" in node:  # the part is the tag of one of several models
            node = {"$ref": node["discriminator"]["mapping"].get(part, "")}
        elif isinstance(part, int):
            node = node.get("items", {})
        else:
            node = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
    return list(_follow(schema, node).get("properties", {}))


def _follow(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    for option in node.get("anyOf", []):
        if "$ref" in option or "properties" in option or "items" in option:
            node = option
            break
    reference = node.get("$ref")
    return schema["$defs"][reference.rsplit("/", 1)[1]] if reference else node

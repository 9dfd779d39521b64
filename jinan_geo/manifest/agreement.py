"""Names used in one manifest must exist in another: themes, layers, attributes and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from jinan_geo.errors import show, suggest
from jinan_geo.manifest.attributes import FEATURE_ATTRIBUTES, LEDGER_COLUMNS
from jinan_geo.manifest.expectation import Apart, Near, Within
from jinan_geo.manifest.locale import SCALES
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jinan_geo.manifest.commitments import Measure, Target, TargetsFile
    from jinan_geo.manifest.lightrules import LightRules
    from jinan_geo.manifest.locale import Locale
    from jinan_geo.manifest.models import FieldSpec, LayerManifest, Level, WorkspaceManifest
    from jinan_geo.manifest.workspace import LayerFolder, MapFile

    # The file and the key where a name is used, the name, and the names that exist there.
    Use = tuple[str, str, str | None, Sequence[str]]

__all__ = ["check_address", "check_agreement", "check_cost"]

WORKSPACE = "workspace.toml"
NUMERIC = {"integer", "number", "percent", "money"}
MEASURED = {"range", "compare", "total"}  # expectations on numbers or dates


def check_agreement(
    manifest: WorkspaceManifest,
    layers: Sequence[LayerFolder],
    maps: Sequence[MapFile],
    targets: TargetsFile | None,
    *,
    left_out: Sequence[str] = (),
) -> list[str]:
    """Give a fault for each name that points at nothing, or at something of the wrong kind.

    Layers that are left out exist, though nothing is known of them.
    """
    ids = [*(folder.id for folder in layers), *left_out]
    uses = _uses_of_themes(manifest, layers, maps)
    uses += _uses_of_layers(maps, ids)
    uses += _uses_of_targets(manifest, targets, ids)
    uses += _uses_of_neighbours(layers)
    uses.append((WORKSPACE, "districts", manifest.districts, ids))
    faults = list(_missing(uses))
    faults += _in_file(WORKSPACE, _check_ledger(manifest.ledger))
    for folder in layers:
        file = f"layers/{folder.id}/layer.toml"
        faults += _check_layer(file, folder.manifest)
        faults += _in_file(file, _check_units(folder.manifest, manifest.locale))
    for those in (targets.targets, targets.next) if targets else []:
        faults += _check_targets(manifest.targets, layers, those)
    return faults


def _uses_of_themes(
    manifest: WorkspaceManifest, layers: Sequence[LayerFolder], maps: Sequence[MapFile]
) -> list[Use]:
    themes = list(manifest.themes)
    named: list[Use] = [
        (f"layers/{folder.id}/layer.toml", "theme", folder.manifest.theme, themes)
        for folder in layers
    ]
    return named + [(f"maps/{page.id}.toml", "theme", page.manifest.theme, themes) for page in maps]


def _uses_of_layers(maps: Sequence[MapFile], ids: Sequence[str]) -> list[Use]:
    named: list[Use] = []
    for page in maps:
        named += [
            (f"maps/{page.id}.toml", "layers", layer, ids) for layer in page.manifest.layers or []
        ]
    return named


def _uses_of_targets(
    manifest: WorkspaceManifest, targets: TargetsFile | None, ids: Sequence[str]
) -> list[Use]:
    named: list[Use] = []
    for target in (*targets.targets, *targets.next) if targets else []:
        file = manifest.targets
        named.append((file, f"{target.id} theme", target.theme, list(manifest.themes)))
        if target.measure:
            named.append((file, f"{target.id} measure.layer", target.measure.layer, ids))
        if target.named:
            named.append((file, f"{target.id} named.layer", target.named.layer, ids))
    return named


def _missing(uses: Sequence[Use]) -> Iterator[str]:
    for file, key, name, known in uses:
        if name is not None and name not in known:
            hint = suggest(name, known)
            yield say(
                "manifest.errors.unknown_name", file=file, key=key, name=show(name), hint=hint
            )


def _in_file(file: str, faults: Iterable[str]) -> list[str]:
    return [say("manifest.errors.in_file", file=file, fault=fault) for fault in faults]


def _uses_of_neighbours(layers: Sequence[LayerFolder]) -> list[Use]:
    """Expectations that name another layer: first the layers, then fields of them."""
    ids = [folder.id for folder in layers]
    fields = {folder.id: list(_kinds(folder.manifest)) for folder in layers}
    named: list[Use] = []
    among: list[Use] = []
    for folder in layers:
        file = f"layers/{folder.id}/layer.toml"
        for rule in folder.manifest.expect:
            if not isinstance(rule, Within | Apart | Near):
                continue
            named.append((file, "expect layer", rule.layer, ids))
            known = fields.get(rule.layer, list(rule.among))
            among += [(file, "expect among", key, known) for key in rule.among]
    return named + among


def _check_layer(file: str, manifest: LayerManifest) -> list[str]:
    addresses = [*check_address("features", manifest.features), *_check_ledger(manifest.ledger)]
    faults = _in_file(file, addresses)
    if manifest.query is not None and "://" not in manifest.features:
        faults.append(say("manifest.errors.query_of_file", file=file, features=manifest.features))
    taken = [key for key in manifest.fields if key in FEATURE_ATTRIBUTES]
    faults += [say("manifest.errors.standard", file=file, key=key) for key in taken]
    faults += _missing(_uses_of_columns(file, manifest))
    faults += _check_expectations(file, manifest)
    faults += _check_levels(file, manifest)
    if manifest.style.size_by:
        faults += _check_number(file, "style.size_by", manifest.style.size_by, manifest)
    return faults


def check_cost(name: str, lights: LightRules | None, layers: Sequence[LayerFolder]) -> list[str]:
    """Give a fault for each layer that withholds what a rule of lights judges by: it would show."""
    judged = layers if lights is not None and lights.judges_cost else ()
    return [
        say("manifest.errors.rule_of_cost", lights=show(name), layer=folder.id, key=key)
        for folder in judged
        for key in ("investment_wan", "invested_wan")
        if key in folder.manifest.levels
    ]


def _check_units(manifest: LayerManifest, locale: Locale) -> Iterator[str]:
    """Units of yuan where another currency is kept: no rate between them is known."""
    for key, unit in manifest.units.items() if not locale.is_yuan else ():
        if unit in SCALES:
            continue
        told = {"key": key, "unit": show(unit), "currency": locale.currency}
        yield say("manifest.errors.other_currency", **told)


def _uses_of_columns(file: str, manifest: LayerManifest) -> list[Use]:
    """Standard columns that the layer's own names and units are for."""
    kinds = {**_kinds(manifest), **LEDGER_COLUMNS}
    known = {
        "columns": [*FEATURE_ATTRIBUTES, *manifest.fields],
        "progress_columns": list(LEDGER_COLUMNS),
        "units": [key for key, kind in kinds.items() if kind == "money"],
    }
    named: list[Use] = []
    for table, names in known.items():
        named += [(file, table, key, names) for key in getattr(manifest, table)]
    return named


def _kinds(manifest: LayerManifest) -> dict[str, str]:
    """The type of each attribute of a layer's features."""
    return {**FEATURE_ATTRIBUTES, **{key: field.type for key, field in manifest.fields.items()}}


def _check_expectations(file: str, manifest: LayerManifest) -> list[str]:
    """Expectations name attributes that exist, and numbers or dates where they compare."""
    kinds = _kinds(manifest)
    faults: list[str] = []
    for at, expected in enumerate(manifest.expect):
        where = f"expect.{at}"
        compared = [getattr(expected, key, None) for key in ("field", "other")]
        names = [*compared, *getattr(expected, "fields", []), *expected.where]
        faults += _missing([(file, where, name, list(kinds)) for name in names])
        known = {name: kinds[name] for name in compared if name in kinds}
        if expected.rule in MEASURED:
            faults += _unmeasured(file, where, known)
        if {kind == "date" for kind in known.values()} == {True, False}:
            both = ", ".join(map(str, compared))
            faults.append(say("manifest.errors.two_types", file=file, key=where, names=both))
    return faults


def _unmeasured(file: str, where: str, known: Mapping[str, str]) -> Iterator[str]:
    """Name the compared fields that hold neither numbers nor dates."""
    for name, kind in known.items():
        if kind not in {*NUMERIC, "date"}:
            said = {"file": file, "key": where, "name": show(name), "kind": kind}
            yield say("manifest.errors.unmeasured", **said)


def _check_levels(file: str, manifest: LayerManifest) -> Iterator[str]:
    """What is coarsened says how, in a way that fits its type."""
    kinds = {key: "money" if key.endswith("_wan") else "text" for key in manifest.levels}
    declared: dict[str, tuple[str, FieldSpec | Level]] = {
        **{f"levels.{key}": (kinds[key], level) for key, level in manifest.levels.items()},
        **{f"fields.{key}": (field.type, field) for key, field in manifest.fields.items()},
    }
    for where, (kind, level) in declared.items():
        fault = _fault_of_step(kind, level)
        if fault:
            yield say("manifest.errors.in_file", file=file, fault=f"{where}.{fault}")


def _fault_of_step(kind: str, level: FieldSpec | Level) -> str | None:
    step = level.coarsen
    if level.below != "coarsen":
        return None if step is None else say("manifest.errors.step_unused", step=show(step))
    if step is None:
        return say("manifest.errors.no_step")
    if kind not in {*NUMERIC, "date"} or (kind == "date") != isinstance(step, str):
        return _misfit_of_step(kind, show(step))
    if isinstance(step, list) and step != sorted(set(step)):
        return say("manifest.errors.bounds")
    return None


def _misfit_of_step(kind: str, step: str) -> str:
    """Say how values of a type are coarsened."""
    if kind == "date":
        return say("manifest.errors.step_of_dates", step=step, kind=kind)
    if kind in NUMERIC:
        return say("manifest.errors.step_of_numbers", step=step, kind=kind)
    return say("manifest.errors.step_of_none", step=step, kind=kind)


def _check_ledger(ledger: str | None) -> list[str]:
    """A ledger is in the layer's file or in PostgreSQL."""
    if ledger is None or ledger == "file":
        return []
    if "://" not in ledger:
        return [say("manifest.errors.no_ledger", ledger=show(ledger))]
    return check_address("ledger", ledger)


def check_address(key: str, features: str) -> list[str]:
    """Only PostgreSQL is asked for features, never with a password open in a manifest.

    What is wrong does not repeat the address.
    """
    if "://" not in features:
        return []
    scheme = features.split("://", 1)[0]
    if scheme not in {"postgresql", "postgres"}:
        return [say("manifest.errors.scheme", key=key, scheme=show(scheme + "://"))]
    try:
        parts = urlsplit(features)
        secret = parts.password is not None or {"password", "sslpassword"} & {
            key for key, _ in parse_qsl(parts.query)
        }
    except ValueError:
        return [say("manifest.errors.no_address", key=key)]
    return [say("manifest.errors.password", key=key)] if secret else []


def _check_targets(
    file: str, layers: Sequence[LayerFolder], targets: Sequence[Target]
) -> list[str]:
    faults = []
    by_id = {folder.id: folder.manifest for folder in layers}
    seen: set[str] = set()
    for target in targets:
        if target.id in seen:
            faults.append(say("manifest.errors.id_twice", file=file, target=show(target.id)))
        seen.add(target.id)
        if target.measure and target.measure.layer in by_id:
            layer = by_id[target.measure.layer]
            faults += _check_measure(file, f"{target.id} measure", target.measure, layer)
        if target.named and target.named.layer in by_id:
            attributes = [*FEATURE_ATTRIBUTES, *by_id[target.named.layer].fields]
            where = f"{target.id} named.where"
            faults += _missing([(file, where, key, attributes) for key in target.named.where])
    return faults


def _check_measure(file: str, where: str, measure: Measure, layer: LayerManifest) -> list[str]:
    if layer.role != "projects":
        said = {"file": file, "key": f"{where}.layer", "layer": show(measure.layer)}
        return [say("manifest.errors.no_projects", **said)]
    attributes = [*FEATURE_ATTRIBUTES, *layer.fields]
    faults = list(_missing([(file, f"{where}.where", key, attributes) for key in measure.where]))
    for key in measure.at_least:
        faults += _check_number(file, f"{where}.at_least", key, layer)
    if measure.sum:
        faults += _check_number(file, f"{where}.sum", measure.sum, layer)
    return faults


def _check_number(file: str, where: str, name: str, layer: LayerManifest) -> list[str]:
    kinds = _kinds(layer)
    if name in kinds and kinds[name] not in NUMERIC:
        said = {"file": file, "key": where, "name": show(name), "kind": kinds[name]}
        return [say("manifest.errors.no_number", **said)]
    numeric = [key for key, kind in kinds.items() if kind in NUMERIC]
    return list(_missing([(file, where, name, numeric)]))

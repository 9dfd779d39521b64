"""Names used in one manifest must exist in another: themes, layers, attributes and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from jinan_geo.errors import show, suggest
from jinan_geo.manifest.attributes import FEATURE_ATTRIBUTES, LEDGER_COLUMNS
from jinan_geo.manifest.expectation import Apart, Near, Within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinan_geo.manifest.commitments import Measure, Target, TargetsFile
    from jinan_geo.manifest.models import FieldSpec, LayerManifest, Level, WorkspaceManifest
    from jinan_geo.manifest.workspace import LayerFolder, MapFile

    # Where a name is used, the name, and the names that exist there.
    Use = tuple[str, str | None, Sequence[str]]

__all__ = ["check_address", "check_agreement"]

NUMERIC = {"integer", "number", "percent", "money"}
# How values of a type are coarsened.
STEPS = {**dict.fromkeys(NUMERIC, "a step or bounds"), "date": "month, quarter or year"}
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
    uses.append(("workspace.toml: districts", manifest.districts, ids))
    faults = list(_missing(uses))
    faults += [f"workspace.toml: {fault}" for fault in _check_ledger(manifest.ledger)]
    for folder in layers:
        faults += _check_layer(f"layers/{folder.id}/layer.toml", folder.manifest)
    for those in (targets.targets, targets.next) if targets else []:
        faults += _check_targets(manifest.targets, layers, those)
    return faults


def _uses_of_themes(
    manifest: WorkspaceManifest, layers: Sequence[LayerFolder], maps: Sequence[MapFile]
) -> list[Use]:
    themes = list(manifest.themes)
    named: list[Use] = [
        (f"layers/{folder.id}/layer.toml: theme", folder.manifest.theme, themes)
        for folder in layers
    ]
    return named + [(f"maps/{page.id}.toml: theme", page.manifest.theme, themes) for page in maps]


def _uses_of_layers(maps: Sequence[MapFile], ids: Sequence[str]) -> list[Use]:
    named: list[Use] = []
    for page in maps:
        named += [
            (f"maps/{page.id}.toml: layers", layer, ids) for layer in page.manifest.layers or []
        ]
    return named


def _uses_of_targets(
    manifest: WorkspaceManifest, targets: TargetsFile | None, ids: Sequence[str]
) -> list[Use]:
    named: list[Use] = []
    for target in (*targets.targets, *targets.next) if targets else []:
        where = f"{manifest.targets}: {target.id}"
        named.append((f"{where} theme", target.theme, list(manifest.themes)))
        if target.measure:
            named.append((f"{where} measure.layer", target.measure.layer, ids))
        if target.named:
            named.append((f"{where} named.layer", target.named.layer, ids))
    return named


def _missing(uses: Sequence[Use]) -> Iterator[str]:
    for where, name, known in uses:
        if name is not None and name not in known:
            yield f"{where} = {show(name)} does not exist{suggest(name, known)}"


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
            named.append((f"{file}: expect layer", rule.layer, ids))
            known = fields.get(rule.layer, list(rule.among))
            among += [(f"{file}: expect among", key, known) for key in rule.among]
    return named + among


def _check_layer(file: str, manifest: LayerManifest) -> list[str]:
    addresses = [*check_address("features", manifest.features), *_check_ledger(manifest.ledger)]
    faults = [f"{file}: {fault}" for fault in addresses]
    taken = [key for key in manifest.fields if key in FEATURE_ATTRIBUTES]
    faults += [
        f"{file}: fields.{key} is a standard attribute; choose another name" for key in taken
    ]
    faults += _missing(_uses_of_columns(file, manifest))
    faults += _check_expectations(file, manifest)
    faults += _check_levels(file, manifest)
    if manifest.style.size_by:
        faults += _check_number(f"{file}: style.size_by", manifest.style.size_by, manifest)
    return faults


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
        named += [(f"{file}: {table}", key, names) for key in getattr(manifest, table)]
    return named


def _kinds(manifest: LayerManifest) -> dict[str, str]:
    """The type of each attribute of a layer's features."""
    return {**FEATURE_ATTRIBUTES, **{key: field.type for key, field in manifest.fields.items()}}


def _check_expectations(file: str, manifest: LayerManifest) -> list[str]:
    """Expectations name attributes that exist, and numbers or dates where they compare."""
    kinds = _kinds(manifest)
    faults: list[str] = []
    for at, expected in enumerate(manifest.expect):
        where = f"{file}: expect.{at}"
        compared = [getattr(expected, key, None) for key in ("field", "other")]
        names = [*compared, *getattr(expected, "fields", []), *expected.where]
        faults += _missing([(where, name, list(kinds)) for name in names])
        known = {name: kinds[name] for name in compared if name in kinds}
        if expected.rule in MEASURED:
            faults += _unmeasured(where, known)
        if {kind == "date" for kind in known.values()} == {True, False}:
            faults.append(f"{where}: {' and '.join(map(str, compared))} are of different types")
    return faults


def _unmeasured(where: str, known: Mapping[str, str]) -> Iterator[str]:
    """Name the compared fields that hold neither numbers nor dates."""
    for name, kind in known.items():
        if kind not in {*NUMERIC, "date"}:
            yield f"{where} = {show(name)} is {kind}; name a field of numbers or dates"


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
            yield f"{file}: {where}.{fault}"


def _fault_of_step(kind: str, level: FieldSpec | Level) -> str | None:
    step = level.coarsen
    if level.below != "coarsen":
        unused = f'coarsen = {show(step)} is not used; write below = "coarsen" too'
        return None if step is None else unused
    if step is None:
        return 'below = "coarsen" does not say how; write coarsen = 100, or below = "drop"'
    if kind not in STEPS or (kind == "date") != isinstance(step, str):
        fit = STEPS.get(kind, 'below = "drop" instead')
        return f"coarsen = {show(step)} does not fit type {kind}; give {fit}"
    if isinstance(step, list) and step != sorted(set(step)):
        return "coarsen: bounds of classes must rise"
    return None


def _check_ledger(ledger: str | None) -> list[str]:
    """A ledger is in the layer's file or in PostgreSQL."""
    if ledger is None or ledger == "file":
        return []
    if "://" not in ledger:
        return [
            f"ledger = {show(ledger)} is no address postgresql://user@host/database, and not file"
        ]
    return check_address("ledger", ledger)


def check_address(key: str, features: str) -> list[str]:
    """Only PostgreSQL is asked for features, never with a password open in a manifest.

    What is wrong does not repeat the address.
    """
    if "://" not in features:
        return []
    scheme = features.split("://", 1)[0]
    if scheme not in {"postgresql", "postgres"}:
        return [
            (
                f"{key} begins with {show(scheme + '://')}; it is a file, or an address "
                "postgresql://user@host/database"
            )
        ]
    try:
        parts = urlsplit(features)
        secret = parts.password is not None or {"password", "sslpassword"} & {
            key for key, _ in parse_qsl(parts.query)
        }
    except ValueError:
        return [f"{key} is no address that can be read; write postgresql://user@host:port/database"]
    if secret:
        return [f"{key} holds a password; take it out, and put it into PGPASSWORD or ~/.pgpass"]
    return []


def _check_targets(
    file: str, layers: Sequence[LayerFolder], targets: Sequence[Target]
) -> list[str]:
    faults = []
    by_id = {folder.id: folder.manifest for folder in layers}
    seen: set[str] = set()
    for target in targets:
        if target.id in seen:
            faults.append(f"{file}: id {show(target.id)} is given twice")
        seen.add(target.id)
        if target.measure and target.measure.layer in by_id:
            faults += _check_measure(
                f"{file}: {target.id} measure", target.measure, by_id[target.measure.layer]
            )
        if target.named and target.named.layer in by_id:
            attributes = [*FEATURE_ATTRIBUTES, *by_id[target.named.layer].fields]
            where = f"{file}: {target.id} named.where"
            faults += _missing([(where, key, attributes) for key in target.named.where])
    return faults


def _check_measure(where: str, measure: Measure, layer: LayerManifest) -> list[str]:
    if layer.role != "projects":
        return [f"{where}.layer = {show(measure.layer)} holds no projects"]
    attributes = [*FEATURE_ATTRIBUTES, *layer.fields]
    faults = list(_missing([(f"{where}.where", key, attributes) for key in measure.where]))
    for key in measure.at_least:
        faults += _check_number(f"{where}.at_least", key, layer)
    return faults + (_check_number(f"{where}.sum", measure.sum, layer) if measure.sum else [])


def _check_number(where: str, name: str, layer: LayerManifest) -> list[str]:
    kinds = _kinds(layer)
    if name in kinds and kinds[name] not in NUMERIC:
        return [f"{where} = {show(name)} is {kinds[name]}; name a field of numbers"]
    return list(_missing([(where, name, [key for key, kind in kinds.items() if kind in NUMERIC])]))

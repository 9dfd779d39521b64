"""The standard attributes of features and of progress records: one name and one type each."""

from __future__ import annotations

from jinan_geo.manifest.closed import texts

__all__ = ["FEATURE_ATTRIBUTES", "LEDGER_COLUMNS", "SOURCE_COLUMNS", "TYPE_NAMES"]

# What a features file may hold besides the layer's declared fields; `columns` in layer.toml maps
# other names.
FEATURE_ATTRIBUTES = {
    "id": "text",
    "name_zh": "text",
    "name_en": "text",
    "kind": "text",
    "theme": "text",
    "location": "location",
    "accuracy": "accuracy",
    "uncertainty_m": "number",
    "source_zh": "text",
    "source_en": "text",
    "responsible_zh": "text",
    "responsible_en": "text",
    "note_zh": "text",
    "note_en": "text",
    "sample": "boolean",
    "district": "text",
    "planned_start": "date",
    "planned_finish": "date",
    "plan": "text",
    "investment_wan": "money",
    "ended": "date",
    "photos": "text",
    "evidence": "text",
}

LEDGER_COLUMNS = {
    "id": "text",
    "as_of": "date",
    "stage": "text",
    "done_pct": "percent",
    "invested_wan": "money",
    "est_finish": "date",
    "remark": "text",
    "reported_by": "text",
    "sample": "boolean",
    "evidence": "text",
}

# Where a record that was imported comes from; a ledger kept by hand may leave them out.
SOURCE_COLUMNS = {
    "source_file": "text",
    "source_sheet": "text",
    "source_row": "text",
    "import_no": "text",
    "source_sha256": "text",
}

# What a blank stands for: whoever has samples marks them. Any other blank is missing.
BLANKS = {"sample": False}

# How a type is called in messages.
TYPE_NAMES = texts("manifest.types")

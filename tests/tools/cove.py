"""Ask the standard's own checker about packages; run by a Python that has it, one path an argument.

Prints a JSON object: what it found in each file. The checker brings no schema. Where
``OC4IDS_SCHEMA`` names a folder that has it (``schema/project-level`` of the standard's
repository), nothing is asked of any host; else its hosts are, and where one is out of reach it
ends with ``UNREACHED``.
"""

from __future__ import annotations

import io
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

UNREACHED = 69  # sysexits.h: a service is not there
ASKED = (
    "validation_errors_count",
    "validation_errors",
    "additional_fields_count",
    "additional_closed_codelist_values",
    "additional_checks",
    "conformance_checks",
)


def answer_from(folder: Path) -> None:
    """Let requests answer from a folder, and nothing else."""
    requests = import_module("requests")

    def get(url: str, *_: Any, **__: Any) -> Any:
        name = url.rsplit("/", 1)[-1]
        response = requests.Response()
        response.status_code = 200
        path = folder / "codelists" / name if name.endswith(".csv") else folder / name
        response.raw = io.BytesIO(path.read_bytes())
        response.encoding = "utf-8"
        return response

    requests.get = get


def check(path: str) -> dict[str, Any]:
    """Give what the checker found in a package."""
    checker = import_module("libcoveoc4ids.api")
    package = json.loads(Path(path).read_text(encoding="utf-8"))
    found = checker.oc4ids_json_output(json_data=package)
    return {name: found[name] for name in ASKED}


def main(paths: list[str]) -> int:
    """Print what was found; gives how the program ends."""
    errors = import_module("requests").exceptions
    try:
        found = {path: check(path) for path in paths}
    except (errors.ConnectionError, errors.Timeout) as fault:
        sys.stderr.write(f"{fault}\n")
        return UNREACHED
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    if os.environ.get("OC4IDS_SCHEMA"):
        answer_from(Path(os.environ["OC4IDS_SCHEMA"]))
    sys.exit(main(sys.argv[1:]))

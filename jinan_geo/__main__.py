"""``python -m jinan_geo``."""

from __future__ import annotations

from jinan_geo.cli.main import main

if __name__ == "__main__":
    main()

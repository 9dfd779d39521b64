# Two commands: `make maps` builds every page, `make test` proves them. Each does all its own set-up.
# While writing: `make quick` after each change, `make watch` beside it. What each takes stands in CONTRIBUTING.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiled modules are kept: the tests start the program often, and each start would compile it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: maps test whole quick program fast deep fuzz watch docs lint data screenshots bench bench-report lock clean browser database office bundle

maps: bundle
	$(BIN)/jinan-geo build --workspace .
	$(BIN)/jinan-geo build --workspace examples/sample-city

# Lint, types and the page's own tests run beside the suite, which leaves a core idle now and then.
test: bundle browser database office
	@$(MAKE) --no-print-directory --jobs=3 whole lint program

whole: bundle browser database office
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations 20 --durations-min 5

# Lint, types and every test that needs no browser, database or office and is not slow.
# Each shows its output when it ends.
quick: bundle
	@$(MAKE) --no-print-directory --output-sync=target --jobs=2 fast lint program

program: bundle
	$(BIN)/python hatch_build.py test

fast: bundle
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not (browser or database or office or slow)"

# The long proofs, which `make test` leaves out. pytest's 5 says that nobody has written one yet.
# Hundreds of builds, kills and pairs:
deep: bundle browser database office
	$(BIN)/python -m pytest -n auto --dist worksteal -m deep || [ $$? = 5 ]

# A long seeded search for inputs that break a promise:
fuzz: bundle browser database office
	$(BIN)/python -m pytest -n auto --dist worksteal -m fuzz || [ $$? = 5 ]

# Rebuilds the page's program and the pages whenever a source changes, until it is stopped.
watch: maps
	$(BIN)/python watch.py

# The documents as a site, English in site/ and Chinese in site/zh/; open site/index.html.
docs: $(VENV)/.ready
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet -f mkdocs.yml
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet -f mkdocs.zh.yml

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python hatch_build.py lint

# The page's program; does nothing where it is newer than its sources.
bundle: $(VENV)/.ready
	$(BIN)/python hatch_build.py

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "jinan_geo needs Python 3.11 or newer: apt-get install python3, or make PYTHON=python3.11"; exit 3; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv is missing: apt-get install python3-venv"; exit 3; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

# Finds a browser for the page tests, or installs Debian's where that is allowed.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	       apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk \
	       && { apt-get install -y -qq chromium-headless-shell || true; }; \
	     else echo "No browser found, so the page tests will be skipped: apt-get install chromium fonts-noto-cjk"; fi

# The data that scripts make: district outlines, sample projects and their ledgers.
data: $(VENV)/.ready
	$(BIN)/python layers/districts/make.py
	$(BIN)/python layers/make.py
	$(BIN)/python examples/sample-city/make.py

# Finds PostgreSQL with PostGIS for the tests of database layers, or installs Debian's where that is allowed.
database:
	@ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 \
	  || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	       apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql postgresql-postgis; \
	     else echo "No PostGIS found, so its tests will be skipped: apt-get install postgresql postgresql-postgis"; fi

# Finds LibreOffice for the tests of workbooks, or installs Debian's where that is allowed.
office:
	@command -v soffice >/dev/null \
	  || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	       apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui libreoffice-writer-nogui; \
	     else echo "No LibreOffice found, so its tests will be skipped: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui"; fi

screenshots: maps browser office
	$(BIN)/python docs/make_screenshots.py
	$(BIN)/python docs/make_workbook_pictures.py

bench: maps
	$(BIN)/python benchmarks/build_time.py

# Us and our peers, in an environment of their own: goes on where an earlier run ended, and takes hours.
bench-report: bundle browser benchmarks/.peers/.ready
	$(BIN)/python benchmarks/report.py --peers benchmarks/.peers $(if $(PROTOTYPE),--prototype $(PROTOTYPE))
	$(BIN)/python benchmarks/plots.py

benchmarks/.peers/.ready: benchmarks/report/peers.lock
	$(PYTHON) -m venv benchmarks/.peers
	benchmarks/.peers/bin/python -m pip install --quiet --require-hashes -r benchmarks/report/peers.lock
	touch $@

# Pins every package by hash, for all platforms; needs uv (pip install uv).
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock
	uv pip compile tests/export/cove.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet -o tests/export/cove.lock
	uv pip compile benchmarks/report/peers.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet -o benchmarks/report/peers.lock

clean:
	rm -rf $(VENV) benchmarks/.peers site jinan_geo/web/node_modules jinan_geo/web/dist maps/*.html maps/districts maps/issues.csv

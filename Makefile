# Two commands are all a newcomer needs: make run, make test.

VENV := .venv
PYTHON := $(VENV)/bin/python
PYTHON3 ?= python3
# Programs started here end with make, however make ends.
RUN := LECTERN_DIE_WITH_PARENT=$$PPID exec $(PYTHON)

.DEFAULT_GOAL := run
.PHONY: run worker test test-slow test-all lint format messages migrations-check benchmark lock

run: $(VENV)/runtime
	@$(RUN) manage.py quickstart $(if $(PORT),--port $(PORT))

worker: $(VENV)/runtime
	@$(RUN) manage.py worker

# Two processes, each with databases of its own on one embedded server.
test: $(VENV)/development
	$(PYTHON) -m pytest -n 2

# The tests of a file share a process: they start sites, workers and browsers of their own.
test-slow: $(VENV)/development
	$(PYTHON) -m pytest -m slow -n 2 --dist loadfile

test-all: test test-slow

lint: $(VENV)/development
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint templates --lint --quiet
	$(PYTHON) scripts/messages.py --check

format: $(VENV)/development
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# What people read, in every language: docs/translating.md.
messages: $(VENV)/development
	$(PYTHON) scripts/messages.py

migrations-check: $(VENV)/development
	$(PYTHON) scripts/check_migrations.py

benchmark: $(VENV)/development
	@for name in embedding ingestion caches catalogue rendering page_views people_pages rosters; do \
		echo "== $$name"; $(PYTHON) -m benchmarks.$$name || exit 1; done

# Pins with hashes, and no index addresses in them. Babel 2.19 counts French and Spanish in three
# plural forms, Django and our catalogues in two.
lock:
	echo uv | $(VENV)/bin/uv pip compile - --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -o requirements-uv.lock
	echo 'babel<2.19' | $(VENV)/bin/uv pip compile pyproject.toml --generate-hashes \
		--no-emit-index-url --no-header -c - -o requirements.lock
	$(VENV)/bin/uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url \
		--no-header -c requirements.lock -o requirements-dev.lock

# uv installs several times faster than pip, which installs uv. pip itself is the way where only
# pip knows the machine's package index.
define install
@echo "Installing what Lectern needs into $(VENV) (once; some 250 MB, cached afterwards) …"
@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
@$(VENV)/bin/uv pip install --quiet --python $(PYTHON) --require-hashes -r $< \
	|| { echo "uv could not install it; trying pip, which takes longer …"; \
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<; }
@touch $@
endef

$(VENV)/runtime: requirements.lock requirements-uv.lock | $(PYTHON)
	$(install)

$(VENV)/development: requirements-dev.lock requirements-uv.lock | $(PYTHON)
	$(install)

$(PYTHON):
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Lectern needs Python 3.11 or newer: make PYTHON3=/path/to/python3.11 run"; exit 1; }
	@$(PYTHON3) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

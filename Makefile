# Two commands: `make run` serves the demonstration, `make test` runs every test.
# A machine needs Python 3.12 or newer and make; everything else is installed here.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run
.SILENT:
.PHONY: run setup quick check test test-sqlite test-postgresql lint bench load pictures screens requirements audit sbom fuzz house

PORT ?= 8000
BIN := .venv/bin
PYTHON := $(BIN)/python
MANAGE := $(PYTHON) manage.py
UV := .uv/bin/uv
SAY := @echo "==>"
export PATH := $(CURDIR)/$(BIN):$(PATH)
export UV_PYTHON_DOWNLOADS := never

# The server and the worker stop together. A worker that dies is started again, and goes on where
# it was.
run: export SITE_ADDRESS ?= http://127.0.0.1:$(PORT)
run: setup
	$(SAY) "Serving on http://127.0.0.1:$(PORT) (stop with Ctrl-C)"
	(trap 'kill $$work; exit' TERM; \
	until $(MANAGE) work & work=$$!; wait $$work; do sleep 2; done) & worker=$$!; \
	$(BIN)/gunicorn wres.wsgi --bind 127.0.0.1:$(PORT) & server=$$!; \
	trap 'kill $$worker $$server 2>/dev/null || true; wait' EXIT; \
	trap 'exit 0' INT TERM; \
	wait -n

setup: build/installed build/front-end
	$(SAY) "Preparing the database"
	$(MANAGE) migrate --verbosity 0
	$(SAY) "Loading the demonstration: sample organisation, plan, figures and people"
	$(MANAGE) demonstrate
	$(MANAGE) verify_audit

# Installing

$(UV):
	$(SAY) "Installing uv"
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check "uv>=0.13,<0.14"

.venv/pyvenv.cfg: $(UV) .python-version
	$(SAY) "Making a virtual environment"
	$(UV) venv --quiet --allow-existing .venv || $(UV) venv --quiet --allow-existing --python ">=3.12" .venv
	touch $@

build/installed: requirements.txt .venv/pyvenv.cfg
	$(SAY) "Installing the pinned Python packages"
	$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r requirements.txt
	mkdir -p build && touch $@

build/installed-for-tests: requirements-dev.txt build/installed
	$(SAY) "Installing the packages that the tests need"
	$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r requirements-dev.txt
	touch $@

node_modules/.package-lock.json: package.json package-lock.json build/installed
	$(SAY) "Installing the NHS front end"
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

build/front-end: node_modules/.package-lock.json $(shell find static -type f)
	$(SAY) "Compiling the styles"
	node static/build.mjs
	$(MANAGE) collectstatic --noinput --verbosity 0
	touch $@

tests/provider/node_modules/.package-lock.json: tests/provider/package.json tests/provider/package-lock.json build/installed
	$(SAY) "Installing the identity provider of the tests"
	npm ci --prefix tests/provider --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

# Testing

# The pure rules, while one writes; then all that needs neither a browser nor a server.
quick: build/installed-for-tests
	$(PYTHON) -m pytest -n auto -m pure

check: build/installed-for-tests build/front-end lint
	$(PYTHON) -m pytest -n auto --dist load --maxschedchunk 2 -m "not browser and not heavy"

test: build/installed-for-tests build/front-end lint audit test-sqlite test-postgresql

lint:
	$(SAY) "Checking style, types, migrations and production settings"
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(PYTHON) -m tests.types
	$(MANAGE) makemigrations --check --dry-run
	tests/check_production

# Says "not checked" of what it must ask a registry that does not answer.
audit: build/installed-for-tests
	$(SAY) "Looking for known holes and unsafe calls"
	$(PYTHON) -m tests.audits

test-sqlite: build/installed-for-tests build/front-end tests/provider/node_modules/.package-lock.json
	$(SAY) "Testing on SQLite"
	$(PYTHON) -m pytest -n auto --dist load --maxschedchunk 2

test-postgresql: build/installed-for-tests build/front-end tests/provider/node_modules/.package-lock.json
	$(SAY) "Testing on PostgreSQL"
	$(PYTHON) -m tests.postgresql $(PYTHON) -m pytest -n auto --dist load --maxschedchunk 2

bench: build/installed-for-tests build/front-end
	for bench in tests.bench tests.bench.importing tests.bench.workers tests.bench.log tests.bench.crowded; do \
		$(PYTHON) -m $$bench; \
		$(PYTHON) -m tests.postgresql $(PYTHON) -m $$bench; \
	done

# For 60 seconds a reader: make fuzz SECONDS=600 READERS="plan.docx figures.xlsx"
fuzz: build/installed-for-tests build/front-end
	$(PYTHON) -m tests.fuzz $(READERS) $(or $(SECONDS),60)
	FUZZ_EXAMPLES=$(or $(PAGES),1000) $(PYTHON) -m pytest tests/test_hostile_pages.py

load: build/installed-for-tests build/front-end
	$(PYTHON) -m tests.bench.load
	$(PYTHON) -m tests.postgresql $(PYTHON) -m tests.bench.load

# Keeping

# Bills of materials, in CycloneDX: build/sbom
sbom: build/installed-for-tests
	$(PYTHON) -m tests.bill build/sbom

# How much there is to walk through: CONTRIBUTING.md says what each number means.
house: build/installed-for-tests
	$(PYTHON) -m tests.house

pictures: build/installed-for-tests setup
	$(PYTHON) -m tests.pictures

# Every page at 1280 and 320 px, to be looked at: build/screens
screens: build/installed-for-tests build/front-end
	$(PYTHON) -m tests.screens

requirements: $(UV)
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.12 pyproject.toml -o requirements.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.12 pyproject.toml --group dev -o requirements-dev.txt

# `make` sets up and builds every edition; `make test` sets up and runs every test.
# Only Python 3.11 or newer with venv is needed (or uv, which is used when it is there).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
DEBIAN := gettext chromium default-jre-headless npm poppler-utils

.DEFAULT_GOAL := build
.PHONY: build test lint format bench fuzz tools lock clean
.DELETE_ON_ERROR:

build: $(VENV)/.installed ## every edition into output/, then proof that they are whole
	@$(BIN)/polyleaf build; code=$$?; $(BIN)/polyleaf verify && exit $$code

test: $(VENV)/.installed-dev ## every test; those that need a missing program say which
	$(BIN)/python -m pytest -n auto $(PYTEST)

lint: $(VENV)/.installed-dev ## what CI asks of the code
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(VENV)/.installed-dev ## time and memory, printed
	$(BIN)/python benchmarks/journey.py
	$(BIN)/python benchmarks/catalogues.py
	$(BIN)/python benchmarks/reconcile.py
	$(BIN)/python benchmarks/checks/seeded.py
	$(BIN)/python benchmarks/checks/speed.py

fuzz: $(VENV)/.installed-dev ## strange catalogues, many more than `make test` tries
	POLYLEAF_EXAMPLES=$(or $(EXAMPLES),20000) $(BIN)/python -m pytest -n auto tests/test_reading_laws.py

tools: $(VENV)/.installed-dev ## what tests compare pages and Markdown with; needs npm
	$(BIN)/python scripts/fetch_tools.py

lock: ## pin every dependency again; needs uv
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		--extra install pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		--extra install --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .tools .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find output -mindepth 1 ! -name .gitignore -delete

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed; on Debian or Ubuntu: sudo apt install python3 python3-venv"; \
		echo "To use another one: make PYTHON=python3.12"; exit 2; }
ifneq ($(UV),)
	@uv venv -q --clear --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -m venv --clear $(VENV) || { \
		echo "Python's venv is missing; on Debian or Ubuntu: sudo apt install python3-venv"; exit 2; }
endif
	@touch $@

$(VENV)/.installed: $(VENV)/.python requirements.lock pyproject.toml
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.python requirements-dev.lock pyproject.toml
	@$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.installed

# The build backend stands in the lock too, so that nothing is fetched without a hash.
ifneq ($(UV),)
install = uv pip install -q --python $(BIN)/python --require-hashes -r $(1) && \
	uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
else
install = $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1) && \
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
endif

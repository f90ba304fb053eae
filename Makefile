# make run: everything from a fresh clone to the chat page. make test: the tests. Both go on where an interrupted run stopped.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
PAGES ?= corpus/falun corpus/nationell
BIN := .venv/bin

.PHONY: run test chat index models calibrate benchmark lint clean
.DELETE_ON_ERROR:

run: models index
	$(BIN)/python -m bot chat --port $(PORT)

models: .venv/ready
	@echo "Modeller: kontrollerar, och hämtar det som saknas"
	@$(BIN)/python -m bot models

index: models
	@echo "Index: läser in $(PAGES)"
	@$(BIN)/python -m ingest $(PAGES)

test: .venv/ready-test models index lint
	$(BIN)/python -m pytest

lint: .venv/ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

calibrate: index
	$(BIN)/python -m tests.benchmarks.calibrate

benchmark: index .venv/ready-test
	$(BIN)/python -m tests.benchmarks.speed

clean:
	rm -rf .venv var build *.egg-info

# The environment. The stamp is written last, so an installation that was interrupted is taken up again.
.venv/ready: pyproject.toml constraints.txt
	@PYTHON="$(PYTHON)" ./install.sh .
	@touch $@

.venv/ready-test: .venv/ready
	@PYTHON="$(PYTHON)" ./install.sh ".[test]"
	@touch $@

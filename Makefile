# make run: everything from a fresh clone to the chat page. make test: the tests, but for the long walks of make test-browser.
# All go on where an interrupted run stopped.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
PAGES ?= corpus/falun corpus/nationell
BIN := .venv/bin

.PHONY: run test test-browser index models browser evaluate evaluate-external train calibrate benchmark lint clean
.DELETE_ON_ERROR:

run: models index
	$(BIN)/python -m bot chat --port $(PORT)

models: .venv/ready
	@echo "Modeller: kontrollerar, och hämtar det som saknas"
	@$(BIN)/python -m bot models

index: models
	@echo "Index: läser in $(PAGES)"
	@$(BIN)/python -m ingest $(PAGES)

test: .venv/ready-test models index browser lint
	$(BIN)/python -m corpus check
	$(BIN)/python -m pytest -m "not long"

test-browser: .venv/ready-test browser
	$(BIN)/python -m pytest -m long

# The browser tests drive Debian's Chromium, or Playwright's own where there is none.
browser: .venv/ready-test
	@[ -n "$$CHROMIUM" ] || command -v chromium >/dev/null || \
	    { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } || \
	    $(BIN)/playwright install chromium || \
	    { echo "Chromium saknas. Installera det (Debian: apt install chromium) eller ange det med CHROMIUM=sökväg."; exit 1; }

evaluate: models .venv/ready-test
	$(BIN)/python -m ingest $(PAGES) tests/questions/planted --data var/evaluation
	$(BIN)/python -m bot evaluate tests/questions/{resident-test,staff-test,security-test,planted}.jsonl --data var/evaluation

evaluate-external: index .venv/ready-test
	$(BIN)/python -m tests.benchmarks.external

lint: .venv/ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

train: models .venv/ready-test
	$(BIN)/python -m tests.training.train
	$(BIN)/python -m tests.training.query_encoder
	$(BIN)/python -m tests.training.alarm

calibrate: index
	$(BIN)/python -m tests.benchmarks.calibrate

benchmark: index .venv/ready-test browser
	$(BIN)/python -m tests.benchmarks.speed
	$(BIN)/python -m tests.benchmarks.page_speed

clean:
	rm -rf .venv .venv.lock var build *.egg-info

# The environment. The stamp is written last, so an installation that was interrupted is taken up again.
.venv/ready: pyproject.toml constraints.txt
	@PYTHON="$(PYTHON)" ./install.sh .
	@touch $@

.venv/ready-test: .venv/ready
	@PYTHON="$(PYTHON)" ./install.sh ".[test]"
	@touch $@

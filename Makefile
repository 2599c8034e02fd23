# make run: the dashboard on this machine. make test: every test. make check: everything CI checks.
# make bench: how far each estimator of turnaround is from the truth (500 simulated queues a scenario).
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check format screenshots bench clean

run: .venv/run
	@echo "== Data: loaded from the box if there is no store yet"
	@$(BIN)/python -m sfo_data box
	@echo "== Dashboard: http://127.0.0.1:8501 (stop with Ctrl-C)"
	@$(BIN)/python -m pages.components.serve

test: .venv/dev
	@$(BIN)/python -m tests.setup
	@echo "== Tests"
	@$(BIN)/python -m pytest

check: .venv/dev
	@echo "== Format and lint"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@echo "== Types"
	@$(BIN)/mypy
	@echo "== Import contracts"
	@$(BIN)/lint-imports
	@echo "== SQL"
	@$(BIN)/sqlfluff lint sql
	@$(MAKE) --no-print-directory test

format: .venv/dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/sqlfluff fix sql

screenshots: .venv/dev
	@$(BIN)/python -m tests.setup
	@$(BIN)/python -m sfo_data box
	@$(BIN)/python -m tests.browser.screenshots docs/screenshots

bench: .venv/dev
	@$(BIN)/python -m tests.benchmarks.turnaround_bias

.venv/run: requirements.txt
	@echo "== Setting up .venv (a few minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements.txt
	@echo "== Setting up .venv for tests (a few minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/run

clean:
	rm -rf .venv .store build

# make run: the dashboard on this machine. make test: every test. make check: everything CI checks.
# make bench: everything that is measured (docs/performance.md); make bench-quick: a slowdown in minutes.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check format screenshots bench bench-quick lock fuzz clean

run: .venv/run
	@echo "== Data: loaded from the box if there is no store yet"
	@$(BIN)/python -m sfo_data box
	@echo "== Dashboard: http://127.0.0.1:8501 (stop with Ctrl-C)"
	@$(BIN)/python -m pages.components.serve

test: .venv/dev
	@$(BIN)/python -m tests.setup
	@echo "== Tests"
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

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

# Loads come first: they make the stores that the others read.
bench: .venv/dev
	@$(BIN)/python -m tests.setup
	@for name in loads library readers whole_pages turnaround_bias; do \
		$(BIN)/python -m tests.benchmarks.$$name || exit 1; done
	@$(BIN)/python -m sfo_data box
	@$(BIN)/python -m tests.benchmarks.briefing_packs

bench-quick: .venv/dev
	@$(BIN)/python -m tests.setup
	@for name in loads library readers whole_pages turnaround_bias; do \
		$(BIN)/python -m tests.benchmarks.$$name --quick || exit 1; done
	@$(BIN)/python -m sfo_data box
	@$(BIN)/python -m tests.benchmarks.briefing_packs --quick

.venv/run: requirements.txt
	@echo "== Setting up .venv (a few minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt
	@echo "== Setting up .venv for tests (a few minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run

# The hash-locked files from requirements.in and requirements-dev.in, for Python 3.11 and later on every platform.
LOCK := pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

lock:
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.11.33
	@$(BIN)/uv $(LOCK) requirements-dev.in -o requirements-dev.txt
	@$(BIN)/uv $(LOCK) requirements.in -c requirements-dev.txt -o requirements.txt

# What strangers' files and addresses do to what reads them: coverage-guided, FUZZ_SECONDS for each target.
FUZZ_SECONDS ?= 60

fuzz: .venv/dev
	@$(BIN)/python -c "import atheris" 2>/dev/null || $(BIN)/python -m pip install --quiet atheris==3.0.0
	@for target in address code csv parquet png pdf pptx; do \
		$(BIN)/python -m tests.fuzz.reading $$target -max_total_time=$(FUZZ_SECONDS) || exit 1; done

clean:
	rm -rf .venv .store build

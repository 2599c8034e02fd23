# make run: the dashboard on this machine (PORT=8600 for another port). make test: every test (make test-fast: a minute). make check: everything CI checks.
# make bench: everything that is measured (docs/performance.md); make bench-quick: a slowdown in minutes.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501

.PHONY: run free-port test test-fast test-store test-pages test-browser test-service check format screenshots bench bench-quick lock fuzz clean

run: free-port .venv/run
	@echo "== Data: loaded from the box if there is no store yet"
	@$(BIN)/sfo box
	@echo "== Dashboard: http://127.0.0.1:$(PORT) (stop with Ctrl-C)"
	@$(BIN)/python -m pages.server.serve --server.port $(PORT)

free-port:
	@$(PYTHON) -m pages.server.free_port "$(PORT)"

# ARGS goes to pytest: make test ARGS="-k turnaround". docs/testing.md says what each kind holds and how long it takes.
PYTEST = $(BIN)/python -m pytest -n 2 --dist worksteal
ARGS ?=

test: .venv/dev
	@$(BIN)/python -m tests.setup
	@echo "== Tests"
	@$(PYTEST) $(ARGS)

test-fast: .venv/dev
	@$(PYTEST) tests/fast $(ARGS)

test-store test-pages test-browser test-service: test-%: .venv/dev
	@$(BIN)/python -m tests.setup
	@$(PYTEST) tests/$* $(ARGS)

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
	@$(BIN)/sfo box
	@$(BIN)/python -m tests.browser.screenshots docs/screenshots

# Loads come first: they make the stores that the others read.
bench: .venv/dev
	@$(BIN)/python -m tests.setup
	@for name in loads library readers whole_pages turnaround_bias forecast_drift words; do \
		$(BIN)/python -m tests.benchmarks.$$name || exit 1; done
	@$(BIN)/sfo box
	@$(BIN)/python -m tests.benchmarks.briefing_packs

bench-quick: .venv/dev
	@$(BIN)/python -m tests.setup
	@for name in loads library readers whole_pages turnaround_bias forecast_drift words; do \
		$(BIN)/python -m tests.benchmarks.$$name --quick || exit 1; done
	@$(BIN)/sfo box
	@$(BIN)/python -m tests.benchmarks.briefing_packs --quick

# The command line, .venv/bin/sfo: a link to this folder, made with what is pinned and without the network.
INSTALL_SFO := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps \
	--no-build-isolation --editable .

# The charts' library, a third of the one that the Python package carries and that serves where npm is not there.
SLIM := pages/frame/plotly/node_modules/.package-lock.json

$(SLIM): pages/frame/plotly/package-lock.json
	@! command -v npm >/dev/null || npm ci --silent --ignore-scripts --no-audit --no-fund --prefix $(dir $<) \
		|| echo "npm failed: charts load the whole of Plotly"

.venv/run: requirements.txt | $(SLIM)
	@echo "== Setting up .venv (a few minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(INSTALL_SFO)
	@touch $@

.venv/dev: requirements-dev.txt | $(SLIM)
	@echo "== Setting up .venv for tests (a few minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(INSTALL_SFO)
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

# Two commands do all the set-up: `make demo` and `make test`. They need Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test bench clean

demo: $(VENV)/.installed
	$(BIN)/tthc-stats summarize sample_data/dak-nong-2024.xlsx
	$(BIN)/tthc-stats check --exit-zero sample_data/dak-nong-2024.xlsx
	$(BIN)/tthc-stats summarize sample_data/xa-phuong-2026-09.csv --sort -on_time
	mkdir -p demo/xuat
	$(BIN)/tthc-stats proofread --exit-zero sample_data/bao-cao-xa-a-2026-09.docx --format table -o demo/soat.docx -o demo/soat.html
	cp docs/examples/report/tthc-stats.toml demo
	cp sample_data/xa-phuong-2026-08.csv demo/xuat/2026-08.csv
	cp sample_data/xa-phuong-2026-09.csv demo/xuat/2026-09.csv
	cd demo && $(abspath $(BIN))/tthc-stats report --period 2026-08 && $(abspath $(BIN))/tthc-stats report --period 2026-09 --exit-zero
	@echo
	@echo "The sample report, in Word, Excel, HTML and CSV, lies in $(CURDIR)/demo/bao-cao/2026-09"
	@echo "A report in words with comments and marks at its figures: $(CURDIR)/demo/soat.docx, soat.html"

test: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/run.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q src
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The two commands of this project are `make report` and `make test`.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.PHONY: help report test lint check bench lock notebooks

help:
	@echo "make report     every review from raw data to reports/_site/index.html"
	@echo "make test       everything that can be tested on this machine"
	@echo "make check      formatting, lint, types, schema, and the tests"
	@echo "make bench      times against doing it by hand"
	@echo "make notebooks  opens the notebooks in Jupyter"
	@echo "make lock       writes the locks anew from pyproject.toml"

report:
	@$(PYTHON) tools/environment.py
	@$(BIN)/granska run --all

test:
	@$(PYTHON) tools/environment.py --test
	@$(BIN)/python -m pytest -n auto --dist loadgroup

lint:
	@$(PYTHON) tools/environment.py --test
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/granska schema --check
	@$(BIN)/python tools/reference.py --check

check: lint test

bench:
	@$(PYTHON) tools/environment.py --test
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.libraries
	@$(BIN)/python -m benchmarks.protection

notebooks:
	@$(PYTHON) tools/environment.py
	@$(BIN)/jupyter lab notebooks

lock:
	@$(PYTHON) tools/environment.py --lock

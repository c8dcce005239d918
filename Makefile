# make app   everything from nothing, then the app at a printed address
# make test  the same set-up, then all tests
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
PORT ?= 8501

WINDOWS_PYTHON ?= 3.12

.PHONY: app test check bench reading-report build bundle clean

app: $(READY)
	"$(BIN)/python" -m kb prepare
	"$(BIN)/python" -m kb build
	"$(BIN)/python" -m streamlit run app.py --server.port $(PORT)

test: $(READY_DEV) check
	"$(BIN)/python" -m kb prepare
	"$(BIN)/python" -m kb build
	"$(BIN)/python" -m pytest

check: $(READY_DEV)
	"$(BIN)/python" -m ruff check .
	"$(BIN)/python" -m ruff format --check .
	"$(BIN)/python" -m mypy

bench: $(READY_DEV)
	"$(BIN)/python" -m kb prepare
	"$(BIN)/python" -m eval.bench

reading-report: $(READY_DEV)
	"$(BIN)/python" -m eval.reading

build: $(READY)
	"$(BIN)/python" -m kb build

# make bundle   offline packages for Linux and Windows in dist/; needs the network once
bundle: $(READY)
	"$(BIN)/python" -m scripts.bundle linux
	"$(BIN)/python" -m scripts.bundle windows --python $(WINDOWS_PYTHON)

$(READY): requirements.txt
	"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "需要 Python 3.11 至 3.13;可用 make PYTHON=python3.12 指定。" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	"$(BIN)/python" -m pip install --disable-pip-version-check --quiet -r requirements.txt
	touch $(READY)

$(READY_DEV): requirements-dev.txt $(READY)
	"$(BIN)/python" -m pip install --disable-pip-version-check --quiet -r requirements-dev.txt
	touch $(READY_DEV)

clean:
	rm -rf $(VENV) models index/versions index/pending index/CURRENT

# Two commands for a newcomer: make demo, make test. Everything else is for those who change Jianmen.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test test-all check bench soak lock

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Jianmen needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@command -v java >/dev/null || { echo "Jianmen needs Java 17 or newer. Debian/Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q uv
	$(BIN)/uv pip install -q --python $(BIN)/python -r requirements.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch .venv/ready

setup: .venv/ready

demo: setup
	$(BIN)/jianmen demo --out demo

test: setup
	$(BIN)/pytest -m "not cluster and not browser and not soak"

test-all: setup
	deploy/prepare
	JIANMEN_NO_SKIPS=1 $(BIN)/pytest -m "cluster or browser"

check: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/jianmen bench --json

soak: setup
	$(BIN)/pytest -m soak -s

lock:
	$(BIN)/uv pip compile -q --extra dev --no-annotate --no-header --no-emit-index-url -o requirements.lock pyproject.toml

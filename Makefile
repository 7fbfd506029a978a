# The project's verbs. `make` alone lists them. Needed: Python 3.11 or newer (with pip and venv) and make.
#   PYTHON=...    the interpreter of the environment (default: the first of PYTHONS that is new enough)
#   VENV=...      where the environment lives
#   WORKERS=...   processes that run the tests
#   HASHES=1      set up with the very files of requirements.lock, by their hashes, or not at all
#   MINUTES=...   how long a soak may take

SHELL   := /bin/bash
PYTHON  ?=
PYTHONS := python3 python3.13 python3.12 python3.11 python3.14 python
NEWER   := 3.13
VENV    ?= .venv
WORKERS ?= 2
HASHES  ?=
MINUTES ?= 30
BIN     := $(VENV)/bin
STAMP   := $(VENV)/.stamp
# Each process keeps to one core: on small matrices threads of linear algebra only wait for each other, ten times as long as the work takes.
# Files go to the processes in the order in which tests/conftest.py puts them: the longest first.
PYTEST  := OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Rules are compiled once, before several processes ask for them at the same time.
WARM    := $(BIN)/linkage-sim warm-up >/dev/null
# What `make pytest` runs: all of it, unless some folders or files are named.
TESTS   :=
# The rules, their laws, and what is counted of them.
RULES   := $(addprefix tests/,kernel state population economy measures register assistance actors model)
# What another Python, with its releases of Mesa, numpy, networkx and numba, can change; and whether the program starts there.
DIFFER  := $(addprefix tests/,kernel actors measures population model cli/test_run.py views/test_mesa_page.py)
REASON  ?=
export REASON

.DEFAULT_GOAL := help
.PHONY: help setup demo ui handout test quick test-newer pytest soak check format bench docs stale baseline clean

help:
	@echo 'make setup       $(VENV) with everything, at the pinned versions'
	@echo 'make demo        run the Junpu scenario into demo/junpu'
	@echo 'make ui          open the page for the classroom in a browser'
	@echo 'make handout     a lesson in one file, class.html, that opens offline on any phone'
	@echo 'make test        the whole suite: make check, then the tests'
	@echo 'make quick       the rules and their laws, without the slow tests: under a minute once the rules are compiled'
	@echo 'make test-newer  what can differ there, under each of Python $(NEWER) that this machine has'
	@echo 'make soak        what tests/trust tries, for half an hour (MINUTES=30); writes the figures into docs/trust.md'
	@echo 'make check       format, lint, types, import layers; changes nothing'
	@echo 'make format      format and mend what the linter can mend'
	@echo 'make bench       speed and memory'
	@echo 'make docs        write the generated parts of docs/, and make the site of them: site/index.html'
	@echo 'make stale       what a changed rule has made out of date, and what renews it: CONTRIBUTING.md'
	@echo 'make baseline REASON="..."   accept changed numbers, and say why'
	@echo 'make clean       remove everything that make has made'

setup: $(STAMP)

PIP := $(BIN)/python -m pip install --quiet --quiet --no-compile --disable-pip-version-check
INSTALL := $(if $(HASHES),$(PIP) --require-hashes --no-deps -r requirements.lock; $(PIP) --no-deps --no-build-isolation -e .,$(PIP) -c constraints.txt -e '.[all]')

# What no program here imports, or imports as machine code: it is not compiled ahead.
UNREAD := /(tests|pip|setuptools|pkg_resources|mypy|mypyc|debugpy)/

# Made anew when the dependencies change, so that it holds nothing that they do not name.
$(STAMP): pyproject.toml constraints.txt
	@set -e; found=; \
	for python in $(or $(PYTHON),$(PYTHONS)); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo 'linkage_sim needs Python 3.11 or newer; none was found as $(or $(PYTHON),$(PYTHONS)). Name one: make setup PYTHON=/path/to/python' >&2; \
	  exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$found" --version) (a minute or two, once) ..."; \
	"$$found" -m venv --clear $(VENV); \
	$(INSTALL); \
	$(BIN)/python -m compileall -qq -j 0 -x '$(UNREAD)' $(VENV)/lib || true; \
	touch $@; \
	echo "$(VENV) is ready."

demo: setup
	$(BIN)/linkage-sim demo

ui: setup
	$(BIN)/linkage-sim ui

handout: setup
	$(BIN)/linkage-sim handout --out class.html

# Both parts always run, so that one report tells everything that fails. The checks run beside: while rules are compiled, on one core,
# and while the tests begin. What they say is told at the end where they do not pass.
test: setup
	@status=0; told=$(VENV)/checks.log; \
	$(MAKE) --no-print-directory check >$$told 2>&1 & checks=$$!; \
	trap '[ -z "$$checks" ] || kill $$checks' EXIT; \
	$(WARM) || status=1; \
	$(PYTEST) || status=1; \
	wait $$checks && echo 'Format, lint, types and import layers hold.' || { status=1; cat $$told; }; checks=; \
	exit $$status

quick: setup
	@$(WARM)
	@$(PYTEST) -m 'not slow' $(RULES)

pytest: setup
	@$(WARM)
	@$(PYTEST) $(TESTS)

# PYENV_VERSION helps where pyenv stands between the name and the interpreter, and is ignored elsewhere.
test-newer:
	@status=0; \
	for version in $(NEWER); do \
	  python=$$(PYENV_VERSION=$$version python$$version -c 'import sys; print(sys.executable)' 2>/dev/null) || python=; \
	  if [ -z "$$python" ]; then echo "Python $$version is not on this machine: its run is left out."; continue; fi; \
	  echo "Tests under Python $$version:"; \
	  $(MAKE) --no-print-directory pytest VENV=.venv-$$version PYTHON="$$python" TESTS='$(DIFFER)' || status=1; \
	done; \
	exit $$status

soak: setup
	@$(WARM)
	@$(BIN)/python -m tests.trust.soak --minutes $(MINUTES)

check: setup
	@status=0; \
	run() { echo "$$*"; "$(BIN)/$$@" || status=1; }; \
	run ruff format --check; \
	run ruff check; \
	run mypy; \
	run lint-imports; \
	exit $$status

format: setup
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: setup
	$(BIN)/python benchmarks/run.py

docs: setup
	$(BIN)/python docs/generate.py
	$(BIN)/python -m docs.site

stale: setup
	@$(BIN)/python docs/stale.py

baseline: setup
	@if [ -z "$$REASON" ]; then echo 'A change of numbers has a reason: make baseline REASON="..."' >&2; exit 2; fi
	@$(BIN)/python tests/baseline.py refresh --reason "$$REASON"

clean:
	rm -rf .venv .venv-* build dist demo site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find linkage_sim tests docs benchmarks -name __pycache__ -prune -exec rm -rf {} +

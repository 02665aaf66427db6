# Everything starts here. It needs make and Python 3.11 or later, and installs the rest beside itself.

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
	if command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; exit; fi; \
	done; echo python3)
BIN := .venv/bin
CASES ?= 10000
T ?= tests

# Without compiled files beside the sources every process of a demo or a test compiles the whole framework again: 1.6 s each.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup core demo test browser tour check bench load reset

help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

core:
	@$(PYTHON) config/install.py core

setup: ## Install everything, the tools of development included
	@$(PYTHON) config/install.py dev

demo: core ## Serve the whole product with sample cases (PORT=8000)
	@exec $(BIN)/python -u manage.py demo

tour: setup ## Take one case to its decision and one to closure, through the real doors
	@exec env DJANGO_SETTINGS_MODULE=config.settings.tour $(BIN)/python -u manage.py tour

test: setup ## Run the tests (T=tests/config for a part)
	@$(BIN)/python -m config.chromium
	@$(BIN)/python -m pytest -n auto --maxprocesses=4 --dist worksteal $(T)

browser: setup ## See every page in a browser, in every language, theme and width
	@$(BIN)/python -m config.chromium
	@EVERY_LOOK=1 $(BIN)/python -m pytest tests/browser

check: setup ## Run lint, types, contracts, templates, migrations and the production checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check appeals config
	$(BIN)/djlint --quiet --lint appeals config
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=config.settings.production SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	ALLOWED_HOSTS=redress.example BASE_URL=https://redress.example EMAIL_URL=smtp://127.0.0.1:25 REDIS_URL=redis://127.0.0.1:6379/0 \
	DATABASE_URL=postgres://app@127.0.0.1/redress $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: setup ## Print the measured ratios as JSON (CASES=1000000; CASES=20000 for a quick look)
	@DJANGO_SETTINGS_MODULE=config.settings.bench $(BIN)/python manage.py bench $(if $(filter file,$(origin CASES)),,--cases $(CASES))

load: setup ## Fill the measuring database (CASES=1000000)
	@DJANGO_SETTINGS_MODULE=config.settings.bench $(BIN)/python manage.py load --cases $(CASES)

reset: ## Remove the demo's data and start afresh
	@$(PYTHON) -m config.reset

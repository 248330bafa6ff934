# Two commands for newcomers: "make demo" and "make test". Both set up what is missing first.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-setup test-qgis340 test-qgis344 lint lock format bench bench-gpu study docs reference sample screenshots install package clean

QGIS_PYTHON = $(or $(PYTHON),/usr/bin/python3)
PROFILE ?= default
PROFILES ?= $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/QGIS/QGIS3/profiles
PLUGINS = $(PROFILES)/$(PROFILE)/python/plugins
DEMO_OPTIONS = SCENE LABELS CLASS_FIELD BANDS EXTRA_BANDS SCALE BACKBONE HEAD OUTPUT

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14
	@echo 'make demo takes SCENE= LABELS= CLASS_FIELD= and optionally BANDS= EXTRA_BANDS= SCALE= BACKBONE= HEAD= OUTPUT=.'

setup: ## system packages (as root) and the two Python environments
	@scripts/setup.sh

demo: setup ## the main job on a Sentinel-2 scene, or on your files; results in build/demo
	@.venv/bin/python scripts/demo.py $(foreach option,$(DEMO_OPTIONS),$(if $(filter command,$(origin $(option))),$(option)="$($(option))"))

test: setup ## lint, the engine's tests, the tests inside QGIS
	@scripts/test.sh

test-setup: setup ## from a clean QGIS profile to a map by mouse, with downloads (0.5 GB, not part of make test)
	@scripts/test.sh from_nothing

test-qgis340: setup ## the tests inside QGIS 3.40, in a Debian 13 made by debootstrap (as root)
	@scripts/in_debian.sh trixie

test-qgis344: setup ## the same in QGIS 3.44, in Debian testing
	@scripts/in_debian.sh forky

lint: setup ## ruff, mypy with Qt 5 and Qt 6, import directions, the rules of plugins.qgis.org, flake8-qgis, actionlint
	@scripts/lint.sh

lock: setup ## exact versions with hashes of the engine's packages, in resources/locks
	@.venv/bin/python scripts/lock.py

format: setup ## rewrite the Python files in the project's format
	@.venv/bin/ruff check --quiet --fix --exit-zero --select I . && .venv/bin/ruff format .

bench: setup ## the benchmarks
	@set -e; for file in benchmarks/bench_*.py; do echo "== $$file"; .venv/bin/python "$$file"; done

bench-gpu: setup ## how fast a CUDA device maps: ViT-L/16 with random weights, no network (TORCH_INDEX for setup)
	@.venv/bin/python benchmarks/bench_gpu.py

study: setup ## the studies of accuracy (hours): few labels, options, corrective strokes, suggested places
	@set -e; for name in few_labels defaults corrections interaction; do .venv/bin/python "benchmarks/study_$$name.py"; done

docs: setup ## the documentation as a site in build/site, checked for broken links
	@NO_MKDOCS_2_WARNING=1 .venv/bin/python -m mkdocs build --strict

reference: setup ## docs/reference, from the definitions of the algorithms
	@$(QGIS_PYTHON) scripts/make_reference.py

sample: setup ## the sample project in resources/sample
	@PYTHON=$(QGIS_PYTHON) .venv/bin/python scripts/make_sample.py

screenshots: setup ## the pictures in docs/images, from the tutorial in a QGIS desktop
	@.venv/bin/python scripts/make_screenshots.py

install: ## link this checkout into a QGIS profile (PROFILE=default)
	@mkdir -p "$(PLUGINS)"
	@if [ -e "$(PLUGINS)/landsketch" ] && [ ! -L "$(PLUGINS)/landsketch" ]; then \
		echo '$(PLUGINS)/landsketch exists and is not a link; remove it first.' >&2; exit 1; fi
	@ln -sfn "$(CURDIR)" "$(PLUGINS)/landsketch"
	@echo 'Linked as $(PLUGINS)/landsketch; switch Landsketch on in the QGIS plugin manager.'

package: ## the plugin's zip from the last commit, in dist/
	@scripts/package.sh

clean: ## remove the environments and everything built
	rm -rf .venv .venv-qgis build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .qgis-settings

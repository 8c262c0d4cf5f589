# make run    sets everything up, prints the couplings of Golmud that pay, then serves the app
# make test   sets everything up, then the static checks and the whole test suite

.PHONY: setup setup-dev run app test lint lock clean
unexport PYTHONDONTWRITEBYTECODE

bin := .venv/bin

setup:
	@bash scripts/setup.sh run

setup-dev:
	@bash scripts/setup.sh dev

run: setup
	$(bin)/circnet couple golmud
	$(bin)/circnet serve

app: setup
	$(bin)/circnet serve

lint: setup-dev
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/lint-imports
	$(bin)/mypy

test: lint
	$(bin)/pytest -n 2 --dist worksteal

# Pins what pyproject.toml allows, for every platform; `make lock UPGRADE=1` takes the newest.
compile := bash scripts/uv.sh pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

lock:
	$(compile) pyproject.toml --group dev --output-file requirements-dev.txt
	$(compile) pyproject.toml --constraint requirements-dev.txt --output-file requirements.txt

clean:
	rm -rf .venv .uv build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find circnet dashboards tests -name __pycache__ -prune -exec rm -rf {} +

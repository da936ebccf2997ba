# make serve     set up, index corpus/ and serve it at http://127.0.0.1:8000
# make test      set up and run every check and test
# make check     run the formatter, the linter and the type checker
# make quick     run the tests that are not marked slow
# make test-whoosh-reloaded  run the tests of the index with whoosh-reloaded, the other Whoosh
# make docs      write the generated parts of docs/ again
# make messages  update web/translations with the texts in the code
# make audit     look for known vulnerabilities in the pinned versions (needs the network)
# make lock      pin the newest versions that pyproject.toml allows in constraints.txt
# make clean     remove .venv and the index

BIN := .venv/bin
INDEX ?= hankehaku-index
KEYWORDS := -k Message -k note -k row:2 -k Field:2 -k Form:3 -k Counterpart:1

WHOOSH := .venv-whoosh/bin/python

.PHONY: serve test quick test-whoosh-reloaded check docs messages audit lock clean
.DEFAULT_GOAL := serve

serve: $(BIN)/.ready
	@# An index of the samples made by another version is made anew; an index named with INDEX=… never is.
	$(BIN)/hankehaku index corpus --index $(INDEX) $(if $(filter hankehaku-index,$(INDEX)),--upgrade)
	exec $(BIN)/hankehaku serve --index $(INDEX)

test: $(BIN)/.ready-dev check
	$(BIN)/pytest

quick: $(BIN)/.ready-dev
	$(BIN)/pytest -m "not slow"

# An environment with a Whoosh of its own; all else it has from .venv.
test-whoosh-reloaded: $(BIN)/.ready-dev
	$(BIN)/python -m venv --clear --without-pip .venv-whoosh
	$(BIN)/python -m pip --python $(WHOOSH) install -q --disable-pip-version-check --no-deps \
	  whoosh-reloaded==2.7.5 cached-property==2.0.1
	$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > \
	  $$($(WHOOSH) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/dependencies.pth
	$(WHOOSH) -c 'import whoosh; assert whoosh.__version__ == (2, 7, 5), whoosh'
	$(WHOOSH) -m pytest -m "not slow" tests/index \
	  tests/search/test_oracle.py tests/search/test_obvious.py tests/search/test_generations.py

check: $(BIN)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(BIN)/.ready: pyproject.toml constraints.txt setup.sh
	sh setup.sh
	test -x $(BIN)/python || python3 -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[pdf,office,watch,vocabularies]'
	touch $@

$(BIN)/.ready-dev: $(BIN)/.ready
	sh setup.sh chromium
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

docs: $(BIN)/.ready-dev
	$(BIN)/python -m tests.documents

messages: $(BIN)/.ready
	mkdir -p build
	$(BIN)/pybabel -q extract -F web/translations/babel.cfg $(KEYWORDS) --no-location --sort-output -o build/messages.pot .
	$(BIN)/pybabel -q update -i build/messages.pot -d web/translations --no-fuzzy-matching --ignore-obsolete -w 110

audit: $(BIN)/.ready
	$(BIN)/python -m pip install -q --disable-pip-version-check pip-audit
	$(BIN)/pip-audit --disable-pip --no-deps -r constraints.txt

lock:
	rm -rf .venv
	sh setup.sh
	python3 -m venv .venv
	$(BIN)/python -m pip install -q --upgrade -e '.[dev,fuzz]'
	{ echo "# Versions that the tests ran with; made by «make lock»."; \
	  $(BIN)/python -m pip freeze --exclude-editable --exclude hankehaku; } > constraints.txt

clean:
	rm -rf .venv .venv-whoosh $(INDEX)

# make serve     set up, index corpus/ and serve it at http://127.0.0.1:8000
# make test      set up and run every check and test
# make check     run the formatter, the linter and the type checker
# make quick     run the tests that are not marked slow, with fewer examples of each property
# make test-whoosh-reloaded  run the tests of the index with whoosh-reloaded, the other Whoosh
# make cluster   start three OpenSearch nodes on this machine, for tests and trials (Java 17, Maven; with
#                OPENSEARCH=3.9.0 another version than that of deploy/opensearch/pom.xml, 3 with Java 21); make cluster-stop
# make test-cluster  run the tests of the engine «opensearch» on three nodes
# make docs      write the generated parts of docs/ again
# make messages  update web/translations with the texts in the code
# make audit     look for the locked versions in a folder of OSV records (OSV=build/osv), without the network
# make attacks   attack the real server and the index on this machine, and count what held
# make sbom      write build/sbom.cdx.json, the list of all that is installed (CycloneDX)
# make lock      write locks/ again: the same versions, unless UPGRADE=--upgrade; files up to LOCKED_ON
# make clean     remove .venv and the index

BIN := .venv/bin
INDEX ?= hankehaku-index
OSV ?= build/osv
LOCKED_ON ?= 2026-11-27T00:00:00Z
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
HASHED := $(PIP) --require-hashes --no-deps --only-binary :all:
OURS := $(PIP) --no-deps --no-index --no-build-isolation
COMPILE = .venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
  --no-header --exclude-newer $(LOCKED_ON) $(UPGRADE)
PARALLEL := -n auto --dist loadfile
COMMAND_KEYWORDS := --no-default-keywords -k Notice -k command_text -k command_count:1,2 -k _whole:2
KEYWORDS := -k Message -k note -k row:2 -k Field:2 -k Form:3 -k Counterpart:1

WHOOSH := .venv-whoosh/bin/python

# Bytecode is written, whatever the environment says: else each process of the tests compiles everything anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: serve test quick test-whoosh-reloaded cluster cluster-stop test-cluster check docs messages audit attacks sbom lock clean
.DEFAULT_GOAL := serve

serve: $(BIN)/.ready
	@# An index of the samples made by another version is made anew; an index named with INDEX=… never is.
	$(BIN)/hankehaku index corpus --index $(INDEX) $(if $(filter hankehaku-index,$(INDEX)),--upgrade)
	exec $(BIN)/hankehaku serve --index $(INDEX)

test: $(BIN)/.ready-dev check
	$(BIN)/pytest $(PARALLEL)

quick: $(BIN)/.ready-dev
	$(BIN)/pytest $(PARALLEL) -m "not slow" --hypothesis-profile quick

# An environment with a Whoosh of its own; all else it has from .venv.
test-whoosh-reloaded: $(BIN)/.ready-dev
	$(BIN)/python -m venv --clear --without-pip .venv-whoosh
	$(BIN)/python -m pip --python $(WHOOSH) install -q --disable-pip-version-check --no-deps \
	  --require-hashes --only-binary :all: -r locks/whoosh-reloaded.txt
	$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > \
	  $$($(WHOOSH) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/dependencies.pth
	$(WHOOSH) -c 'import whoosh; assert whoosh.__version__ == (2, 7, 5), whoosh'
	$(WHOOSH) -m pytest $(PARALLEL) -m "not slow" tests/index \
	  tests/search/test_oracle.py tests/search/test_obvious.py tests/search/test_generations.py

cluster:
	deploy/opensearch/cluster.sh start

cluster-stop:
	deploy/opensearch/cluster.sh stop

# Nodes of its own, beside those of `make cluster`, and stopped whatever the tests say. One has a process of its
# own, which is killed; each more would have to be warmed up.
test-cluster: $(BIN)/.ready-dev
	export CLUSTER_STATE=$(CURDIR)/build/test-cluster CLUSTER_PORT=9251 CLUSTER_GROUPS="1,2 3"; \
	deploy/opensearch/cluster.sh start && trap 'deploy/opensearch/cluster.sh stop' EXIT && \
	HANKEHAKU_TEST_CLUSTER="http://127.0.0.1:9251 http://127.0.0.1:9252 http://127.0.0.1:9253" \
	  $(BIN)/pytest tests/cluster

check: $(BIN)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(BIN)/.ready: pyproject.toml locks/run.txt setup.sh
	sh setup.sh
	test -x $(BIN)/python || python3 -m venv .venv
	$(HASHED) -r locks/run.txt
	$(OURS) -e .
	touch $@

$(BIN)/.ready-dev: $(BIN)/.ready locks/dev.txt
	sh setup.sh chromium
	$(HASHED) -r locks/dev.txt
	touch $@

docs: $(BIN)/.ready-dev
	$(BIN)/python -m tests.documents

messages: $(BIN)/.ready
	mkdir -p build
	$(BIN)/pybabel -q extract -F web/translations/babel.cfg $(KEYWORDS) --no-location --sort-output -o build/messages.pot .
	$(BIN)/pybabel -q extract -F web/translations/commands.cfg $(COMMAND_KEYWORDS) --no-location --sort-output \
	  -o build/commands.pot .
	for of in messages commands; do \
	  $(BIN)/pybabel -q update -D $$of -i build/$$of.pot -d web/translations --no-fuzzy-matching --ignore-obsolete -w 110; \
	done

audit: $(BIN)/.ready-dev
	$(BIN)/python -m supply.audit $(OSV)

sbom: $(BIN)/.ready
	mkdir -p build
	$(BIN)/python -m supply.sbom > build/sbom.cdx.json

attacks: $(BIN)/.ready-dev
	$(BIN)/python -m tests.attacks

lock:
	test -x .venv-lock/bin/uv || python3 -m venv .venv-lock
	.venv-lock/bin/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: \
	  -r locks/tools.txt
	$(COMPILE) pyproject.toml locks/build.in --extra pdf --extra office --extra watch --extra vocabularies \
	  -o locks/run.txt
	$(COMPILE) -c locks/run.txt pyproject.toml locks/build.in --extra dev -o locks/dev.txt
	$(COMPILE) -c locks/dev.txt pyproject.toml locks/build.in --extra dev --extra fuzz -o locks/fuzz.txt
	$(COMPILE) locks/whoosh-reloaded.in -o locks/whoosh-reloaded.txt
	$(COMPILE) locks/tools.in -o locks/tools.txt

clean:
	rm -rf .venv .venv-whoosh .venv-lock $(INDEX)

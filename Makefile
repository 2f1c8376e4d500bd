# Everything starts here, and each of these does its own set-up:
#   make run     serve E-Case with its demo on port 8000 (PORT, ECASE_HOME and DATABASE_URL choose others)
#   make test    run every test, those in a browser too (ARGS="-k word" picks some)
#   make check   formatter, linters, types, layers, migrations, the settings of production, the laws
#                of the data on the demo
#   make lock    compile requirements/ anew from pyproject.toml (ARGS=--upgrade for newer versions)
#   make states  draw docs/case-states.md anew

.PHONY: run test check lock states environment-run environment-dev

# A Python that can make environments; of the versions that the packages are built for, if possible.
# The system's own first: it is built with a profile, one compiled at home (pyenv) often without.
PYTHON := $(shell \
  for needed in ensurepip sys; do \
    for python in .venv/bin/python /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11 \
        python3.13 python3.12 python3.11 python3 python3.14 \
        $(HOME)/.pyenv/versions/3.1[1-3]*/bin/python3; do \
      if "$$python" -c "import sys, $$needed; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; \
      then echo "$$python"; exit; fi; \
    done; \
  done)

# A container that keeps its image clean with this would have every process compile us anew.
unexport PYTHONDONTWRITEBYTECODE

# Tools of the environment are found by name, also by the programs that call one another.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

run: environment-run
	@.venv/bin/python -m launch run

test: environment-dev
	@.venv/bin/python -m launch tools
	@.venv/bin/python -m launch with-database pytest -n auto --dist worksteal $(ARGS)

check: export ECASE_DEVELOPMENT = 1
check: environment-dev
	ruff format --check .
	ruff check .
	djlint --quiet --lint ecase
	lint-imports --no-cache
	.venv/bin/python -m launch with-database sh -exc "mypy . \
	  ; python manage.py makemigrations --check --dry-run \
	  ; env -u ECASE_DEVELOPMENT HTTPS=1 python manage.py check --deploy --fail-level WARNING \
	  ; python manage.py migrate -v0 \
	  ; python manage.py demo > /dev/null \
	  ; python manage.py check_invariants"
	! grep -nE '/|[a-z]:' requirements/*.txt # a lock holds no address

# One solution for both: what is tested is what runs.
COMPILE = uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --python-version 3.11 $(ARGS) pyproject.toml
lock: environment-dev
	$(COMPILE) --group dev --output-file requirements/dev.txt
	$(COMPILE) --constraint requirements/dev.txt --output-file requirements/run.txt

states: environment-dev
	.venv/bin/python -m launch with-database python manage.py draw_case_states > docs/case-states.md

environment-run environment-dev: environment-%:
	@test -n "$(PYTHON)" || { echo "E-Case needs Python 3.11 or later, and found none: install one, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m launch.environment $*

#!/usr/bin/env bash
# The whole suite twice: on SQLite and on PostgreSQL. Both are run even when the first is red, so that one look tells all.
# What is passed on goes to both ("-k losing"); tests and their set-up are described in tests/frame/.
set -uo pipefail
cd "$(dirname "$0")/.."
# Some machines tell Python to keep no compiled modules. Here hundreds of processes start, each would compile all of it anew
# (1.6 s each), and so would every worker the tests themselves (12 s).
unset PYTHONDONTWRITEBYTECODE
workers=${GAMETAPE_TEST_WORKERS:-2}
limit=()
if [ "${GAMETAPE_TEST_LONG:-}" = 1 ]; then limit=(--timeout 1800); fi

run() {
  echo "== on $1" >&2
  GAMETAPE_TEST_DATABASE=$1 .venv/bin/python -m pytest -q -n "$workers" --dist worksteal --durations 5 "${limit[@]}" "${@:2}"
}

result=0
run sqlite "$@" || result=$?
run postgres "$@" || result=$?
exit "$result"

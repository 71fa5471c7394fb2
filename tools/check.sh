#!/usr/bin/env bash
# Everything that can be said about the code without running it. Every check is made, then the red ones are named.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
# The types and the migrations are read with the product's own settings: on a home of their own, never on somebody's data.
export GAMETAPE_HOME=$home DJANGO_SETTINGS_MODULE=gametape.project.settings

red=()
check() {
  local name=$1; shift
  echo "== $name"
  "$@" || red+=("$name")
}
check format      $bin/ruff format --check .
check lint        $bin/ruff check .
check types       $bin/mypy
check rooms       $bin/lint-imports
check migrations  $bin/django-admin makemigrations --check --dry-run
check deployment  env GAMETAPE_PUBLIC_URL=https://tape.example GAMETAPE_BEHIND_PROXY=1 $bin/django-admin check --deploy --fail-level WARNING
check documents   $bin/python -m pytest -q -p no:cacheprovider tests/test_docs.py tests/test_rooms.py tests/test_breaking.py

if [ ${#red[@]} -gt 0 ]; then echo "Red: ${red[*]}"; exit 1; fi
echo "All green."

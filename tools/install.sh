#!/usr/bin/env bash
# install.sh base|dev|spark: puts gametape and one set of requirements into .venv, every file checked against its hash.
# With uv where it is present, otherwise with the venv and pip that come with Python. Needs Python 3.11 or newer.
set -euo pipefail
cd "$(dirname "$0")/.."
set_name=$1
has_uv() { command -v uv >/dev/null && uv --version >/dev/null 2>&1; }
say() { printf '%s\n' "$*" >&2; }

find_python() {
  local candidate path
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    # A name can be on the path and still not run (version managers leave such names), so each is tried.
    path=$("$candidate" -c 'import sys; print(sys.executable if sys.version_info >= (3, 11) else "")' 2>/dev/null) || continue
    if [ -n "$path" ]; then printf '%s\n' "$path"; return; fi
  done
  say "gametape needs Python 3.11 or newer, and none was found."
  say "Install one (Debian, Ubuntu: apt install python3 python3-venv), or name it: make start PYTHON=/path/to/python3.12"
  return 1
}

if ! .venv/bin/python -c '' 2>/dev/null; then
  python=$(find_python)
  rm -rf .venv
  say "Making .venv with $("$python" --version)"
  if has_uv; then
    uv venv --quiet --no-python-downloads --python "$python" .venv
  elif ! "$python" -m venv .venv; then
    rm -rf .venv
    say "This Python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv, then try again."
    exit 1
  fi
fi

with_uv() {
  # The system's certificates, as pip uses them; copies, because links fail noisily when the cache lies on another disk.
  has_uv && UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 uv pip install --quiet --link-mode copy --python .venv/bin/python "$@"
}
with_pip() {
  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --root-user-action ignore "$@"
}
# uv knows nothing of pip's configuration (a company's own index stands there), so where uv cannot, pip has its try.
install() { with_uv "$@" || with_pip "$@"; }

say "Installing requirements/$set_name.txt"
install --require-hashes -r requirements/base.txt -r requirements/build.txt
if [ "$set_name" != base ]; then install --require-hashes -r "requirements/$set_name.txt"; fi
install --no-deps --no-build-isolation --editable .
touch ".venv/.installed-$set_name"

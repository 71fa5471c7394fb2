#!/usr/bin/env bash
# Sees to the real components that the tests walk with, as Debian packages them: a Chromium, a PostgreSQL server, two voices with
# a sound editor (flite, sox) that make the calls the speech engine listens to, and in the nightly set (GAMETAPE_TEST_LONG=1)
# the Java that Spark runs on.
# Installs what is missing where it may (root, with apt). Elsewhere it says what is missing and goes on: those tests then
# skip and say so, and with CI=true such a skip is a failure.
set -euo pipefail

wanted=()
command -v chromium >/dev/null || wanted+=(chromium fonts-liberation)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || wanted+=(postgresql)
for program in flite sox; do command -v "$program" >/dev/null || wanted+=("$program"); done
if [ "${GAMETAPE_TEST_LONG:-}" = 1 ] && ! command -v java >/dev/null; then wanted+=(openjdk-17-jre-headless); fi
[ ${#wanted[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "Not here: ${wanted[*]}. The tests that need them will skip. To have them: apt install ${wanted[*]}" >&2
  exit 0
fi

echo "Installing ${wanted[*]} with apt" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() { apt-get install -y -q --no-install-recommends "${wanted[@]}" >"$log" 2>&1 </dev/null; }
# An old or empty package list is the usual reason for a failure, and the only one that a second try mends.
install || { apt-get update -q >>"$log" 2>&1 </dev/null && install; } || { tail -n 30 "$log" >&2; exit 1; }

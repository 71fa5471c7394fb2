#!/usr/bin/env bash
# Writes requirements/*.txt from pyproject.toml: every version and hash, for Python 3.11 to 3.13, and no index address.
# The lock itself stays out of the repository: it names the index it was made from, and yours may be another one.
# An update is asked for: tools/requirements.sh --upgrade. Without it what is pinned today stays pinned.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v uv >/dev/null || { echo "This needs uv (pip install uv). Only who changes dependencies needs it." >&2; exit 1; }

workshop=$(mktemp -d)
trap 'rm -rf "$workshop"' EXIT
cp pyproject.toml "$workshop/"
touch "$workshop/README.md" "$workshop/LICENSE"

constraints=()
if [ "${1:-}" != --upgrade ] && [ -f requirements/base.txt ]; then
  # What is pinned now becomes a constraint, so that a new dependency does not move the others. A version that two Pythons
  # share under different markers (numpy) is left free.
  sed -n 's/^\([a-zA-Z0-9_.-]*==[^ ;\\]*\).*/\1/p' requirements/*.txt | sort -u > "$workshop/pins"
  cut -d= -f1 "$workshop/pins" | uniq -d > "$workshop/twice"
  while read -r pin; do
    grep -qxF "${pin%%==*}" "$workshop/twice" || constraints+=("\"$pin\"")
  done < "$workshop/pins"
  { echo; echo "[tool.uv]"; printf 'constraint-dependencies = ['; (IFS=,; printf '%s' "${constraints[*]}"); echo "]"; } >> "$workshop/pyproject.toml"
fi

export() {
  local set=$1; shift
  uv export --quiet --directory "$workshop" --no-header --no-annotate --no-emit-project "$@" --output-file "$workshop/$set.txt" >/dev/null
  { echo "# Made from pyproject.toml by 'make requirements'. Edit that, then run it again."; cat "$workshop/$set.txt"; } > "requirements/$set.txt"
  if grep -nE 'https?://|^-' "requirements/$set.txt"; then
    echo "requirements/$set.txt names an address: take it out." >&2; exit 1
  fi
}
export base --no-default-groups
export build --only-group build
export dev --only-group dev
export spark --only-group spark
grep -c == requirements/*.txt

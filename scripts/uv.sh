#!/usr/bin/env bash
# Runs uv: the one on PATH, else one that is put into .uv/ first.
set -euo pipefail
unset CDPATH
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

# pyenv keeps most of its Pythons off PATH; uv takes the first that is new enough, so the newest come first.
while IFS= read -r folder; do
    if [ -d "$folder" ]; then PATH="$PATH:$folder"; fi
done < <(printf '%s\n' "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin "$HOME"/.pyenv/versions/*/bin | sort -ruV)
export PATH

if command -v uv >/dev/null 2>&1; then exec uv "$@"; fi
if ! "$root/.uv/bin/uv" --version >/dev/null 2>&1; then
    rm -rf "$root/.uv"
    python3 -m venv "$root/.uv"
    "$root/.uv/bin/python" -m pip install --quiet 'uv>=0.9' >&2
fi
exec "$root/.uv/bin/uv" "$@"

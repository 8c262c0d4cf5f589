#!/usr/bin/env bash
# Makes .venv from the hashed pins: `setup.sh run` what circnet needs, `setup.sh dev` what its tests need too.
# Does nothing when all is as the last run left it; starts anew when .venv is broken, half made or was moved.
set -euo pipefail
unset CDPATH
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

python=.venv/bin/python
stamp=.venv/set-up # the folder it was made in, then the level and a checksum of what it was made from
level=${1:-run}
if [ "$(sed -n 's/^\(dev\) .*/\1/p' "$stamp" 2>/dev/null)" = dev ]; then level=dev; fi # dev holds run
case $level in
    run) pins=requirements.txt ;;
    dev) pins=requirements-dev.txt ;;
    *) echo "setup.sh: run or dev, not '$level'" >&2; exit 2 ;;
esac
sum=$(cat pyproject.toml "$pins" | cksum)

usable() {
    [ "$(sed -n 1p "$stamp" 2>/dev/null)" = "$PWD" ] && [ -x .venv/bin/circnet ] &&
        "$python" -c 'import importlib.util, sys; sys.exit(not importlib.util.find_spec("circnet"))' 2>/dev/null
}

if usable; then
    if [ "$(sed -n 2p "$stamp")" = "$level $sum" ]; then exit 0; fi
    echo "正在更新 .venv … / Updating .venv ..." >&2
else
    echo "正在建立 .venv，首次约需一分钟 … / Making .venv, about a minute the first time ..." >&2
    rm -rf .venv
    bash scripts/uv.sh venv --quiet --python '>=3.12' --python-preference system .venv
fi

# Without a stamp, whatever stops the lines below leads to a new .venv the next time.
# Bytecode is compiled here, once: some environments forbid Python to keep it later, and imports then take 3 times as long.
rm -f "$stamp"
bash scripts/uv.sh pip sync --quiet --python "$python" --require-hashes --compile-bytecode "$pins"
bash scripts/uv.sh pip install --quiet --python "$python" --no-deps --editable .
"$python" -m compileall -q circnet dashboards
printf '%s\n' "$PWD" "$level $sum" >"$stamp"

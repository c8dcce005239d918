#!/bin/sh
# Starts 乡鉴 from the offline package; see 使用说明.txt.
cd "$(dirname "$0")" || exit 1
fits='import sys; sys.exit("%d.%d" % sys.version_info[:2] != "@PYTHON@" or sys.maxsize < 2**32)'
for python in "${PYTHON:-python@PYTHON@}" python@PYTHON@ python3; do
  if command -v "$python" >/dev/null 2>&1 && "$python" -c "$fits" 2>/dev/null; then
    exec "$python" start.py "$@"
  fi
done
cat no-python.txt >&2
exit 1

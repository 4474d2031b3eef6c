#!/bin/sh
# Opens the window, with a tarball if one is given. Brings what is lacking first.
# In Electron where its binary can be had; else the same built files run in Debian's Chromium (build/chromium-host).
set -eu
from=${INIT_CWD:-$PWD}
cd "$(dirname "$0")/.."
root=$PWD

build/setup.sh use
mkdir -p .cache
electron=node_modules/electron/dist/electron
if [ ! -x "$electron" ]; then
  node node_modules/electron/install.js > .cache/electron.log 2>&1 || true
fi
if [ ! -x "$electron" ]; then
  echo 'start: no Electron binary can be had here (see .cache/electron.log); the same app runs in Chromium instead' >&2
  build/setup.sh window
  electron=build/chromium-host/electron
fi

if [ "$electron" = node_modules/electron/dist/electron ] && [ "$(id -u)" -eq 0 ]; then
  echo 'start: Electron does not open windows for root; start it as your own user, it becomes root by itself where it must' >&2
  exit 77
fi

# A name on the command line is meant from where npm was called.
cd "$from"
exec "$root/$electron" "$root" "$@"

#!/bin/sh
# Runs the tests, after bringing what they need. They work on loop devices, mounts and a real polkit, as root: who is not
# root needs sudo, and gets what root has made in the checkout.
# The window is tested on Debian's Chromium, without a screen; on Electron where that is asked for:
#   TARSTRAP_ELECTRON=1         the one of npm's package, which is fetched; or the path of another one
# Electron needs a display: the one that is there, else one of Xvfb's, which is brought.
# Usage: build/test.sh [what vitest takes…]
set -eu
cd "$(dirname "$0")/.."
build/setup.sh test

screen=''
if [ -z "${TARSTRAP_ELECTRON-}" ]; then
  echo "test: windows run in Debian's Chromium; TARSTRAP_ELECTRON=1 takes Electron" >&2
else
  if [ "$TARSTRAP_ELECTRON" = 1 ]; then
    build/electron.sh
    export TARSTRAP_ELECTRON="$PWD/node_modules/electron/dist/electron"
  fi
  if [ -z "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
    build/setup.sh screen
    screen='xvfb-run --auto-servernum'
  fi
  echo "test: windows run in $TARSTRAP_ELECTRON, on ${screen:-the display that is there}" >&2
fi

if [ "$(id -u)" -eq 0 ]; then
  # shellcheck disable=SC2086
  exec $screen node node_modules/vitest/vitest.mjs run "$@"
fi

echo 'test: the tests work on loop devices and mounts; running them as root, by sudo' >&2
give_back() {
  sudo chown -R "$(id -u):$(id -g)" .cache out node_modules/.vite node_modules/.vite-temp 2> /dev/null || true
}
trap give_back EXIT
# The PATH of Debian's users lacks root's folders. Root's tests shall not take themselves for the work of whoever called sudo. Ours have no blanks in their values.
# shellcheck disable=SC2046
sudo env -u SUDO_UID -u SUDO_GID -u SUDO_USER -u SUDO_COMMAND "PATH=$PATH:/usr/sbin:/sbin" $(env | grep '^TARSTRAP_') $screen node node_modules/vitest/vitest.mjs run "$@"

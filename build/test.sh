#!/bin/sh
# Runs the tests, after bringing what they need. They work on loop devices, mounts and a real polkit, as root: who is not
# root needs sudo, and gets what root has made in the checkout.
# Usage: build/test.sh [what vitest takes…]
set -eu
cd "$(dirname "$0")/.."
build/setup.sh test

if [ "$(id -u)" -eq 0 ]; then
  exec node node_modules/vitest/vitest.mjs run "$@"
fi

echo 'test: the tests work on loop devices and mounts; running them as root, by sudo' >&2
give_back() {
  sudo chown -R "$(id -u):$(id -g)" .cache out node_modules/.vite node_modules/.vite-temp 2> /dev/null || true
}
trap give_back EXIT
# The PATH of Debian's users lacks root's folders. Root's tests shall not take themselves for the work of whoever called sudo. Ours have no blanks in their values.
# shellcheck disable=SC2046
sudo env -u SUDO_UID -u SUDO_GID -u SUDO_USER -u SUDO_COMMAND "PATH=$PATH:/usr/sbin:/sbin" $(env | grep '^TARSTRAP_') node node_modules/vitest/vitest.mjs run "$@"

#!/bin/sh
# Opens the window, with a tarball if one is given. Brings what is lacking first.
# In Electron where its binary can be had; else the same built files run in Debian's Chromium (build/chromium-host). For root
# always there: Electron opens no window for root, and nothing is fetched that is of no use.
set -eu
from=${INIT_CWD:-$PWD}
cd "$(dirname "$0")/.."
root=$PWD
# The terminals of editors that are Electron themselves leave theirs to everything that is started in them.
unset ELECTRON_RUN_AS_NODE ELECTRON_NO_ASAR

build/setup.sh use
electron=node_modules/electron/dist/electron sandbox=node_modules/electron/dist/chrome-sandbox
if [ "$(id -u)" -eq 0 ] || ! build/electron.sh; then
  [ "$(id -u)" -ne 0 ] || echo 'start: Electron opens no windows for root' >&2
  echo "start: the same app runs in Debian's Chromium instead" >&2
  build/setup.sh window
  electron=build/chromium-host/electron sandbox=/usr/lib/chromium/chrome-sandbox
fi

# Chromium's sandbox needs user namespaces or its set-uid helper, and dies without a word that helps. (Root's has none.) Ubuntu
# keeps namespaces for programs with an AppArmor profile, also where it lets unshare(1) have them.
can_sandbox() {
  [ "$(id -u)" -eq 0 ] || [ -u "$sandbox" ] || {
    [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2> /dev/null || echo 0)" = 0 ] && unshare --user --map-root-user true 2> /dev/null
  }
}
if ! can_sandbox; then
  case $sandbox in
    /*) remedy='sudo apt-get install chromium-sandbox' ;;
    *) remedy="sudo chown root $root/$sandbox && sudo chmod 4755 $root/$sandbox" ;;
  esac
  echo "start: this system gives Chromium no user namespaces for its sandbox. Its set-uid helper does without: $remedy" >&2
  exit 69
fi

# A name on the command line is meant from where npm was called.
cd "$from"
exec "$root/$electron" "$root" "$@"

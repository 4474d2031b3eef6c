#!/bin/sh
# Brings what a fresh machine lacks: npm packages, Debian packages (as root, or by sudo), and the built programs.
# Usage: build/setup.sh use|package|demo|window|test|screen|boots|bench
# (use: to build and flash; package: to make packages; window: to run it in Chromium; test: for the whole test suite; screen: and for Electron in it, where there
# is no display; boots: and firmware of machines; bench: and what it is measured against)
set -eu
cd "$(dirname "$0")/.."

use='e2fsprogs fdisk mount util-linux tar coreutils diffutils gzip xz-utils bzip2 zstd dosfstools xfsprogs btrfs-progs udev python3'
demo="$use mmdebstrap uidmap"
window="$use chromium fonts-dejavu-core zenity libnotify-bin"
packages='fuse3 squashfuse libglib2.0-bin p7zip-full rpm lintian appstream desktop-file-utils shared-mime-info man-db xdg-utils bash'
test="$window $packages mmdebstrap uidmap gcc libc6-dev squashfs-tools qemu-utils lz4 lzip lbzip2 pigz isal attr acl libcap2-bin zip unzip cpio mtools genisoimage xorriso parted bmap-tools openssl android-sdk-libsparse-utils qemu-system-x86 qemu-system-arm fakeroot kmod procps sudo dbus polkitd pkexec python3-gi libarchive-tools busybox"
boots="$test u-boot-qemu ovmf qemu-efi-aarch64"
bench="$test pv python3"
case "${1:-}" in
  use) wanted=$use ;;
  package) wanted="$use rpm" ;;
  demo) wanted=$demo ;;
  window) wanted=$window ;;
  test) wanted=$test ;;
  screen) wanted="$test xvfb xauth" ;;
  boots) wanted=$boots ;;
  bench) wanted=$bench ;;
  *) echo 'setup: give me use, package, demo, window, test, screen, boots or bench' >&2; exit 64 ;;
esac

missing=''
for package in $wanted; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  if [ "$(id -u)" -eq 0 ]; then
    as_root=env
  elif sudo -n true 2>/dev/null || { [ -t 0 ] && command -v sudo >/dev/null; }; then
    as_root='sudo env'
  else
    echo "setup: please install first: sudo apt-get install --no-install-recommends$missing" >&2
    exit 69
  fi
  echo "setup: installing$missing" >&2
  $as_root apt-get -qq -o DPkg::Lock::Timeout=600 update >&2
  $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=600 install $missing >&2
fi

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-fund --no-audit >&2
fi
npm run --silent build >&2

#!/bin/sh
# Makes the packages into .cache/packages: AppImage, deb, rpm and tar.gz, for x64 and arm64, and their SHA256SUMS.
# Usage: npm run package [-- TARGET… [--x64|--arm64]]
#
# Electron and the tools come from GitHub. Without it they are taken from where the environment says:
#   TARSTRAP_ELECTRON_DIST      a folder with electron-vVERSION-linux-ARCH.zip, or with Electron unpacked (one architecture)
#   APPIMAGE_TOOLS_PATH         for AppImage: mksquashfs, desktop-file-validate, runtimes/runtime-ARCH, lib/ARCH/
#   CUSTOM_FPM_PATH             for deb and rpm: fpm itself; or USE_SYSTEM_FPM=true for the one in PATH
#   ELECTRON_BUILDER_7ZIP_PATH  for tar.gz: 7za
set -eu
cd "$(dirname "$0")/.."

targets='' architectures=''
for word; do
  case $word in
    --x64 | --arm64) architectures="$architectures $word" ;;
    AppImage | deb | rpm | tar.gz) targets="$targets $word" ;;
    *) echo "package: there is no \"$word\"; there are AppImage, deb, rpm, tar.gz, --x64 and --arm64" >&2; exit 64 ;;
  esac
done
targets=${targets:-AppImage deb rpm tar.gz}
architectures=${architectures:---x64 --arm64}

lacking=0
lack() {
  echo "package: $1" >&2
  lacking=1
}

if ! node -e 'fetch("https://github.com", { method: "HEAD", signal: AbortSignal.timeout(5000) }).catch(() => process.exit(1))'; then
  echo 'package: GitHub cannot be reached; what would be fetched from there has to be here:' >&2
  [ -n "${TARSTRAP_ELECTRON_DIST-}" ] || lack '  Electron: set TARSTRAP_ELECTRON_DIST'
  for target in $targets; do
    case $target in
      AppImage) [ -n "${APPIMAGE_TOOLS_PATH-}" ] || lack '  for AppImage, its tools and runtime: set APPIMAGE_TOOLS_PATH' ;;
      deb | rpm) [ -n "${CUSTOM_FPM_PATH-}${USE_SYSTEM_FPM-}" ] || lack "  for $target, fpm: set CUSTOM_FPM_PATH, or USE_SYSTEM_FPM=true" ;;
      tar.gz) [ -n "${ELECTRON_BUILDER_7ZIP_PATH-}" ] || lack '  for tar.gz, 7za: set ELECTRON_BUILDER_7ZIP_PATH (Debian has it in p7zip-full)' ;;
    esac
  done
fi
case $targets in
  *rpm*) command -v rpmbuild > /dev/null || lack '  for rpm, rpmbuild: apt-get install rpm' ;;
esac
if [ "$lacking" -ne 0 ]; then
  echo 'package: nothing was made; build/package.sh says more of each' >&2
  exit 69
fi

build/setup.sh use
# As they lie here, files go into packages, also where the checkout was made for a group to write in: but nobody runs as root
# what others may write (electron/elevate/origin.ts).
umask 022
chmod -R go-w build out renderer LICENSE CHANGELOG.md package.json

# The words are ours, of the two lists above.
# shellcheck disable=SC2086
npx electron-builder --linux $targets $architectures --publish never --config build/electron-builder.ts

# Only what is handed out stays: nothing that it was made from, and nothing of another version.
cd .cache/packages
prefix=$(node -p 'const { name, version } = require("../../package.json"); `${name}-${version}`')
for path in * .[!.]*; do
  case $path in
    "$prefix"-*.AppImage | "$prefix"-*.deb | "$prefix"-*.rpm | "$prefix"-*.tar.gz) ;;
    *) rm -rf "$path" ;;
  esac
done
sha256sum -- "$prefix"-* > SHA256SUMS

#!/bin/sh
# Installs each package that fits this machine, flashes a disk image with it from the terminal, verifies it, and takes the
# package away again. As root, on a machine or in a container that may mount; brings what the packages say they need.
# Usage: build/try-packages.sh FOLDER [deb|rpm|AppImage|tar.gz…]
set -eu
folder=$(readlink -f "${1:?a folder with packages}")
shift
here=$(mktemp -d /var/tmp/try-packages-XXXXXX)
trap 'rm -rf "$here"' EXIT

if command -v apt-get > /dev/null; then own=deb; else own=rpm; fi
kinds=${*:-$own AppImage tar.gz}
case $(uname -m) in
  x86_64) architecture='amd64|x86_64|x64' ;;
  aarch64) architecture='arm64|aarch64' ;;
esac

# Once more with new lists, where there are none yet, or old ones.
bring() {
  if [ "$own" = deb ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq -y --no-install-recommends install "$@" > /dev/null 2>&1 || {
      apt-get -qq update && apt-get -qq -y --no-install-recommends install "$@" > /dev/null
    }
  else
    dnf -q -y install "$@"
  fi
}

# Who installs nothing has to have what Chromium links with.
bring_libraries() {
  if [ "$own" = rpm ]; then
    bring fuse3 gtk3 nss alsa-lib mesa-libgbm util-linux systemd-udev e2fsprogs diffutils
  else
    tools='fuse3 libnss3 libgbm1 mount fdisk udev e2fsprogs'
    # The second line has the names since time has 64 bits.
    # shellcheck disable=SC2086
    bring $tools libgtk-3-0 libasound2 || bring $tools libgtk-3-0t64 libasound2t64
  fi
}

use() {
  version=$("$1" --version)
  image=$here/card.img
  "$1" inspect "$here/rootfs.tar.gz" > /dev/null
  "$1" flash "$here/rootfs.tar.gz" "$image" --yes
  "$1" verify "$here/rootfs.tar.gz" "$image"
  rm "$image"
  echo "try-packages: $2: $version has flashed and verified"
}

mkdir -p "$here/root/bin" "$here/root/etc"
cp -L /bin/sh "$here/root/bin/sh"
echo 'PRETTY_NAME="A trial"' > "$here/root/etc/os-release"
head -c 3000000 /dev/urandom > "$here/root/random"
tar -C "$here/root" --owner=0 --group=0 -czf "$here/rootfs.tar.gz" .

for kind in $kinds; do
  package=$(find "$folder" -maxdepth 1 -name "tarstrap-*.$kind" | grep -E -- "-($architecture)\.$kind\$") || {
    echo "try-packages: there is no $kind for $(uname -m) in $folder" >&2
    exit 66
  }
  case $kind in
    deb)
      bring "$package"
      use tarstrap "$kind"
      apt-get -qq -y purge tarstrap > /dev/null
      ;;
    rpm)
      bring "$package"
      use tarstrap "$kind"
      dnf -q -y remove tarstrap
      ;;
    AppImage)
      bring_libraries
      cp "$package" "$here/Tarstrap.AppImage"
      chmod +x "$here/Tarstrap.AppImage"
      use "$here/Tarstrap.AppImage" "$kind"
      ;;
    tar.gz)
      bring_libraries
      mkdir "$here/unpacked"
      tar -C "$here/unpacked" --strip-components=1 -xf "$package"
      use "$here/unpacked/AppRun" "$kind"
      ;;
  esac
  if [ -e /opt/Tarstrap ] || [ -e /usr/bin/tarstrap ]; then
    echo "try-packages: $kind leaves something behind" >&2
    exit 1
  fi
done

#!/bin/sh
# Builds a real Debian root filesystem tarball, lays it on a new disk image, verifies it, and says how to boot it.
set -eu
cd "$(dirname "$0")/.."
build/setup.sh use

if [ "$(id -u)" -eq 0 ]; then root=''; else root='sudo'; fi
mkdir -p .cache
archive=.cache/debian-rootfs.tar.zst
image=.cache/demo.img

# Debian's smallest variant, with init and the small kernel for virtual machines, so that the result boots.
debian() {
  mmdebstrap --mode="$1" --variant=minbase --include=systemd-sysv,udev,linux-image-cloud-"$(dpkg --print-architecture)",initramfs-tools,zstd \
    --customize-hook='chroot "$1" passwd -d root' \
    --customize-hook='echo tarstrap-demo > "$1/etc/hostname"' bookworm "$archive.part"
}
# No network, no Debian: what this machine has is enough for a root filesystem, if a small one.
busybox_root() {
  echo 'demo: no Debian packages can be had here; making a busybox root from this machine instead' >&2
  tree=$(mktemp -d)
  mkdir -p "$tree/bin" "$tree/lib" "$tree/etc" "$tree/proc" "$tree/sys" "$tree/dev"
  for program in busybox sh; do
    path=$(command -v "$program") && cp -L "$path" "$tree/bin/$program"
    ldd "$path" 2>/dev/null | grep -o '/[^ )]*' | while read -r library; do mkdir -p "$tree$(dirname "$library")"; cp -L "$library" "$tree$library"; done
  done
  printf 'PRETTY_NAME="Busybox from %s"\n' "$(uname -n)" > "$tree/etc/os-release"
  tar -C "$tree" --zstd --numeric-owner --owner=0 --group=0 -cf "$archive.part" .
  rm -rf "$tree"
}

if [ ! -s "$archive" ]; then
  echo 'demo: building a Debian root filesystem tarball (once; it is kept in .cache)' >&2
  if [ "$(id -u)" -eq 0 ]; then mode=root; else mode=unshare; fi
  debian "$mode" > .cache/mmdebstrap.log 2>&1 || { tail -n 3 .cache/mmdebstrap.log >&2; busybox_root; }
  mv "$archive.part" "$archive"
fi

$root node out/cli.js flash "$archive" "$image" --yes
echo
echo 'What is on it:'
$root node out/cli.js inspect "$archive"
sfdisk --list "$image" | sed 's/^/  /'
echo
if tar --zstd -tf "$archive" | grep -q '^\./boot/vmlinuz'; then
  echo 'To boot it in QEMU (apt-get install qemu-system-x86; log in as root, no password; leave with poweroff):'
  echo "  tar --zstd -xf $archive -C .cache --wildcards --strip-components=2 './boot/vmlinuz-*' './boot/initrd.img-*'"
  echo "  qemu-system-x86_64 -m 1024 -nographic -no-reboot -kernel .cache/vmlinuz-* -initrd .cache/initrd.img-* \\"
  echo "    -append 'console=ttyS0 root=/dev/vda1 rw' -drive file=$image,format=raw,if=virtio"
else
  echo 'It has no kernel; to look into it: sudo mount -o loop,offset=1048576 '"$image"' /mnt'
fi

#!/bin/sh
# Builds a real Debian root filesystem tarball (once), lays it on a new disk image, verifies it, and says how to boot it.
# Needs neither a drive nor an answer. Who is not root needs a sudo that does not ask.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin

if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then
  echo 'demo: only root can unpack a root filesystem; run "sudo -v", then this again, or run this as root' >&2
  exit 77
fi
build/setup.sh demo

archive=.cache/debian-rootfs.tar.zst
part=.cache/debian-rootfs.part.tar.zst
image=.cache/demo.img
mkdir -p .cache

# Debian's smallest variant, with init and the small kernel for virtual machines, so that the result boots.
debian() {
  mmdebstrap --variant=minbase --include=systemd-sysv,udev,linux-image-cloud-"$(dpkg --print-architecture)",initramfs-tools,zstd \
    --customize-hook='chroot "$1" passwd -d root' \
    --customize-hook='echo tarstrap-demo > "$1/etc/hostname"' \
    --aptopt='Acquire::http::Timeout "30"' bookworm "$part"
}

# No network, no Debian: a shell and what it needs, from this machine, are a root filesystem, too, if a small one.
small() {
  tree=.cache/small-rootfs
  rm -rf "$tree"
  mkdir -p "$tree/bin" "$tree/etc" "$tree/dev" "$tree/proc" "$tree/sys" "$tree/root"
  for program in busybox sh ls cat mount; do
    path=$(command -v "$program") || continue
    cp -L "$path" "$tree/bin/$program"
    for library in $(ldd "$path" 2>/dev/null | grep -o '/[^ )]*'); do
      mkdir -p "$tree${library%/*}"
      cp -L "$library" "$tree$library"
    done
  done
  echo 'PRETTY_NAME="A shell from this machine"' > "$tree/etc/os-release"
  tar -C "$tree" --zstd --numeric-owner --owner=0 --group=0 -cf "$archive" .
  rm -rf "$tree"
}

if [ ! -s "$archive" ]; then
  echo 'demo: building a Debian root filesystem tarball; this takes a minute, and it is kept in .cache' >&2
  if debian > .cache/mmdebstrap.log 2>&1; then
    mv "$part" "$archive"
  else
    grep '^E: ' .cache/mmdebstrap.log | head -n 1 >&2 || true
    echo 'demo: no Debian can be had here (see .cache/mmdebstrap.log); making a small root filesystem from this machine instead' >&2
    rm -f "$part"
    archive=.cache/small-rootfs.tar.zst
    small
  fi
fi

rm -f "$image"
node out/cli.js flash "$archive" "$image"
echo
echo 'What is on it:'
node out/cli.js inspect "$archive"
sfdisk --list "$image" | sed 's/^/  /'
echo
if tar --zstd -xOf "$archive" --wildcards './boot/vmlinuz-*' > .cache/vmlinuz 2>/dev/null; then
  tar --zstd -xOf "$archive" --wildcards './boot/initrd.img-*' > .cache/initrd
  echo 'To boot it in QEMU (apt-get install qemu-system-x86; log in as root, no password; leave with poweroff):'
  echo "  qemu-system-x86_64 -m 1024 -nographic -no-reboot -kernel $PWD/.cache/vmlinuz -initrd $PWD/.cache/initrd \\"
  echo "    -append 'console=ttyS0 root=/dev/vda1 rw' -drive file=$PWD/$image,format=raw,if=virtio"
else
  echo "It has no kernel. To look into it: sudo mount -o loop,offset=1048576 $PWD/$image /mnt"
fi

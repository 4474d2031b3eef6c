#!/bin/sh
# For mmdebstrap, when all else is there: what cannot be installed without running programs of the other architecture. udev and kmod are unpacked only, which is enough
# for them to work; so is the kernel, which gets an initramfs by hand.
# Usage: customize-kernel.sh ROOT, with the kernel's package in TARSTRAP_KERNEL and the modules of its initramfs in TARSTRAP_MODULES
set -eu
root=$1
here=$(dirname "$0")
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
cd "$root/var/cache/apt/archives"

kernel=$(apt-cache depends "$TARSTRAP_KERNEL" | sed -n 's/ *Depends: //p')
version=${kernel#linux-image-}
apt-get download udev kmod "$kernel"
dpkg --root="$root" --log="$root/var/log/dpkg.log" --force-not-root --force-script-chrootless --unpack udev_*.deb kmod_*.deb
dpkg-deb --fsys-tarfile "$kernel"_*.deb | tar -C "$root" --keep-directory-symlink -xf -
rm ./*.deb
depmod -b "$root" "$version"

# What systemd would do on the first boot takes an emulated board minutes (systemd-update-done.service(8)).
systemd-hwdb --usr --root="$root" update
touch "$root/etc/.updated" "$root/var/.updated"

tree=$(mktemp -d)
trap 'rm -r "$tree"' EXIT
mkdir "$tree/bin" "$tree/lib" "$tree/dev" "$tree/proc" "$tree/sys" "$tree/root"
cp "$here/initramfs" "$tree/init"
cp "$root/bin/busybox" "$root/sbin/findfs" "$tree/bin"
cp -L "$root"/usr/lib/*/libblkid.so.1 "$root"/usr/lib/*/libc.so.6 "$root"/usr/lib/ld-linux* "$tree/lib"
for module in $TARSTRAP_MODULES; do
  modprobe -d "$root" -S "$version" --show-depends "$module" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
done | awk '!seen[$0]++' | while read -r file; do
  cp "$file" "$tree/lib"
  echo "/lib/${file##*/}"
done > "$tree/modules"
(cd "$tree" && find . | cpio --quiet --create --format=newc --owner=0:0) | gzip > "$root/boot/initrd.img-$version"

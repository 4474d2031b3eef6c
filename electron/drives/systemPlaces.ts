/** A machine without one of these does not come up again. `/sysroot` is the disk itself below an ostree, `/nix` and `/gnu` hold all programs. */
const SYSTEM_MOUNTS = ['/', '/boot', '/boot/efi', '/boot/firmware', '/efi', '/usr', '/var', '/var/lib', '/etc', '/home', '/root', '/sysroot'];
const STORES = ['/nix', '/nix/store', '/gnu', '/gnu/store'];

/** Also the home of one person (systemd-homed has a loop device or a stick for each): it is in use as long as it is mounted. */
export function isSystemPlace(at: string): boolean {
  return SYSTEM_MOUNTS.includes(at) || STORES.includes(at) || /^\/home\/[^/]+$/.test(at);
}

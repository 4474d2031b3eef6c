/**
 * What packages ask of the system, by the names that Debian 12 and 13, Ubuntu 22.04 to 26.04 and Fedora have for it
 * (`test/package/dependencies.test.ts` has the table). The libraries are what Chromium links with, as far as GTK does not bring
 * them; the tools are those that every job needs, and what most tarballs are packed with. Others are asked for by name when
 * they are needed.
 */

/**
 * The new name first: where time has 64 bits, the old one is a virtual package, and of libasound2 one that apt may fill with
 * another library (liboss4-salsa-asound2).
 */
const DEB_LIBRARIES = ['libgtk-3-0t64 | libgtk-3-0', 'libnss3', 'libasound2t64 | libasound2', 'libgbm1', 'libnotify4', 'xdg-utils'];

/** tar, gzip, diffutils, coreutils and util-linux are essential in Debian, and not to be named (policy 3.5). */
const DEB_TOOLS = ['mount', 'fdisk', 'udev', 'e2fsprogs', 'xz-utils', 'zstd', 'bzip2'];

export const DEB_DEPENDS: readonly string[] = [...DEB_LIBRARIES, ...DEB_TOOLS];

/** Ubuntu 22.04 has pkexec in policykit-1. */
export const DEB_RECOMMENDS: readonly string[] = ['pkexec | policykit-1', 'dosfstools', 'lz4', 'lzip', 'python3'];

const RPM_LIBRARIES = ['gtk3', 'nss', 'alsa-lib', 'mesa-libgbm', 'libnotify', 'xdg-utils'];
const RPM_TOOLS = ['util-linux', 'systemd-udev', 'e2fsprogs', 'tar', 'coreutils', 'diffutils', 'gzip', 'xz', 'zstd', 'bzip2', 'polkit'];

export const RPM_DEPENDS: readonly string[] = [...RPM_LIBRARIES, ...RPM_TOOLS];
export const RPM_RECOMMENDS: readonly string[] = ['dosfstools', 'lz4', 'lzip', 'python3'];

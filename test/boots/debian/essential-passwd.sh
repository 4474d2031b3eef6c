#!/bin/sh
# For mmdebstrap, when the essential packages are there: passwd comes before all that add users. Without chroot(2) it makes /etc/shadow only of an /etc/passwd that
# is as base-passwd made it (shadowconfig(8)).
# Usage: essential-passwd.sh ROOT
set -eu
dpkg='-oDPkg::Options::=--force-not-root -oDPkg::Options::=--force-script-chrootless'
# shellcheck disable=SC2086
APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get --yes $dpkg -oDPkg::Options::=--root="$1" -oDPkg::Options::=--log="$1/var/log/dpkg.log" install passwd

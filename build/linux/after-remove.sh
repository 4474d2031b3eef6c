#!/bin/sh
# Of the deb (its argument is a word) and the rpm (a number): puts away what after-install has made, unless it is an upgrade.
# What may not be done here is left, as there.
set -e
case ${1-} in
  upgrade | failed-upgrade | abort-* | disappear | 1) exit 0 ;;
esac
profile=/etc/apparmor.d/tarstrap
if [ -e "$profile" ]; then
  if apparmor_status --enabled 2> /dev/null && ! ischroot 2> /dev/null; then apparmor_parser --remove "$profile" || true; fi
  rm -f "$profile" || true
fi

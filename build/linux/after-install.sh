#!/bin/sh
# Of the deb and the rpm. Menus, icons and MIME types are kept by the triggers of the packages that own them.
# What may not be done here (in a container, on a read-only /etc) is left: a package that stays half configured holds up
# everything that apt has to do next.
set -e

# Chromium's sandbox: by user namespaces where a user may make them, else by its set-uid helper.
if setpriv --reuid=65534 --clear-groups unshare --user true 2> /dev/null; then
  chmod 0755 /opt/Tarstrap/chrome-sandbox
else
  chmod 4755 /opt/Tarstrap/chrome-sandbox
fi

# A profile in a language that this AppArmor does not speak would be an error at every boot. One that cannot be loaded now,
# because a container may not load any, is loaded when the system starts.
profile=/opt/Tarstrap/resources/apparmor-profile
if apparmor_status --enabled 2> /dev/null && apparmor_parser --skip-kernel-load "$profile" > /dev/null 2>&1; then
  if cp "$profile" /etc/apparmor.d/tarstrap && ! ischroot 2> /dev/null; then
    apparmor_parser --replace /etc/apparmor.d/tarstrap || echo 'tarstrap: its AppArmor profile cannot be loaded here' >&2
  fi
fi

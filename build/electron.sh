#!/bin/sh
# Brings Electron's binary, as npm's package `electron` would, and says what it fetches. Ends well where it is there.
# What was interrupted is begun anew: path.txt is written last of all (node_modules/electron/install.js).
set -eu
cd "$(dirname "$0")/.."
package=node_modules/electron
version=$(node -p "require('./$package/package.json').version")
log=.cache/electron.log

if [ -x "$package/dist/electron" ] && [ -s "$package/path.txt" ] && [ "$(cat "$package/dist/version" 2> /dev/null)" = "$version" ]; then
  exit 0
fi
mkdir -p .cache
rm -rf "$package/dist" "$package/path.txt"

# From where install.js takes it (@electron/get), a mirror if one is named. Its size is asked for, because it is worth knowing.
mirror=${ELECTRON_MIRROR-${npm_config_electron_mirror-https://github.com/electron/electron/releases/download/}}
arch=$(node -p 'process.arch')
bytes=$(node -e '
  fetch(process.argv[1], { method: "HEAD", signal: AbortSignal.timeout(10000) })
    .then((answer) => console.log(answer.ok ? Math.round(Number(answer.headers.get("content-length")) / 1e6) : 0))
    .catch(() => console.log(0))
' "${mirror}v$version/electron-v$version-linux-$arch.zip")
if [ "$bytes" -eq 0 ]; then
  echo "electron: Electron $version cannot be fetched here: $mirror does not answer" >&2
  exit 69
fi
echo "electron: fetching Electron $version for linux-$arch, $bytes MB, once; it is kept in $package and in npm's way in ~/.cache/electron" >&2
if ! node "$package/install.js" > "$log" 2>&1; then
  echo "electron: that failed (see $log); the next start begins anew" >&2
  exit 69
fi

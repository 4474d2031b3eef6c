#!/bin/sh
# Makes the release of a tag from what lies in .cache/packages, once everything fits: version, changelog, all packages, their sums.
# Usage: [TARSTRAP_DRY_RUN=1] build/release.sh TAG      (by GitHub's gh, and with its GH_TOKEN)
set -eu
cd "$(dirname "$0")/.."
tag=${1:?a tag}
packages=.cache/packages

refuse() {
  echo "release: $1" >&2
  exit 65
}

version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
[ "$tag" = "$version" ] || refuse "the tag is $tag, and package.json says $version"

# From the heading of this version to the next one.
notes=$(awk -v heading="## $version (" 'index($0, "## ") == 1 { on = index($0, heading) == 1; next } on' CHANGELOG.md)
[ -n "$notes" ] || refuse "CHANGELOG.md says nothing of $version"

cd "$packages"
set -- SHA256SUMS
for end in x86_64.AppImage arm64.AppImage amd64.deb arm64.deb x86_64.rpm aarch64.rpm x64.tar.gz arm64.tar.gz; do
  [ -e "tarstrap-$version-$end" ] || refuse "tarstrap-$version-$end is not in $packages"
  grep -q "  tarstrap-$version-$end\$" SHA256SUMS || refuse "SHA256SUMS does not name tarstrap-$version-$end"
  set -- "$@" "tarstrap-$version-$end"
done
sha256sum --quiet --strict --check SHA256SUMS >&2 || refuse 'the sums do not fit'

if [ "${TARSTRAP_DRY_RUN-}" = 1 ]; then
  echo "release: $version would have $*"
  echo "$notes"
  exit 0
fi
printf '%s\n' "$notes" | gh release create "$tag" --verify-tag --title "Tarstrap $version" --notes-file - "$@"

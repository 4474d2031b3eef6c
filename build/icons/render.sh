#!/bin/sh
# Renders the icon in every size that desktops ask for. Needs librsvg2-bin.
set -eu
cd "$(dirname "$0")"
for size in 16 24 32 48 64 128 256 512; do
  rsvg-convert --width $size --height $size ../../renderer/icon.svg --output "${size}x$size.png"
done

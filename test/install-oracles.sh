#!/usr/bin/env bash
# Installs the Debian packages that tests ask for a second opinion. Where that can't be done, those tests skip with a
# line of their own, so this never fails.
set -u
packages=(python3-onnx strace chromium python3-can can-utils)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "oracles: not root on Debian, so tests that need ${missing[*]} will skip"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 ||
  echo "oracles: ${missing[*]} could not be installed, so tests that need them will skip"

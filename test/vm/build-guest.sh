#!/usr/bin/env bash
# build-guest.sh: makes the guest that the tests boot, from Debian packages alone, and prints the folder it is in:
#   linux      user-mode Linux: a kernel that runs as a process, with CAN as modules, whatever the host's kernel has
#   root/      Debian with systemd, can-utils and iproute2, those modules, and the host's own node
# Kept in a cache folder by what it is made of (30 s the first time, nothing after that). Exit code 3 where it can't be
# built, with one line that says why.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cache=${STEERCAST_GUEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/steercast/guest}
packages=systemd,systemd-sysv,dbus,udev,can-utils,iproute2,kmod,procps,libstdc++6,libatomic1
modules=(overlay autofs4 can can-raw can-dev vcan vxcan sch_tbf)
suite=bookworm

cannot() {
  echo "guest: $1" >&2
  exit 3
}
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || cannot "user-mode Linux is there for Linux on x86-64 alone"
[ "$(id -u)" -eq 0 ] || cannot "not root, which a root file system of packages takes"
command -v apt-get >/dev/null || cannot "no apt, which brings the packages"

node=$(readlink -f "$(command -v node)")
key=$({ cat "$0" "$here/guest/init"; "$node" --version; } | sha256sum | cut -c1-16)
guest=$cache/$key
if [ -d "$guest" ]; then
  echo "$guest"
  exit 0
fi

mkdir -p "$cache"
work=$(mktemp -d "$cache/.build.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
export DEBIAN_FRONTEND=noninteractive
apt() { apt-get -qq -o DPkg::Lock::Timeout=120 "$@" >"$work/apt.log" 2>&1; }
tools=()
command -v mmdebstrap >/dev/null || tools+=(mmdebstrap)
command -v depmod >/dev/null || tools+=(kmod)
apt update || cannot "apt-get update failed: $(tail -n 1 "$work/apt.log")"
[ ${#tools[@]} -eq 0 ] || apt install -y --no-install-recommends "${tools[@]}" ||
  cannot "${tools[*]} could not be installed: $(tail -n 1 "$work/apt.log")"

mkdir "$work/download" "$work/package" "$work/made"
(cd "$work/download" && apt download user-mode-linux) || cannot "no package user-mode-linux"
dpkg-deb --fsys-tarfile "$work"/download/*.deb | tar -x -C "$work/package"
cp "$work/package/usr/bin/linux.uml" "$work/made/linux"
mkdir "$work/package/lib"
mv "$work/package/usr/lib/uml/modules" "$work/package/lib/modules"
version=$(ls "$work/package/lib/modules")
depmod -b "$work/package" "$version"

mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" --aptopt='Apt::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='force-unsafe-io' \
  "$suite" "$work/made/root" "$(ls /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -n 1)" \
  2>"$work/apt.log" || cannot "mmdebstrap failed: $(tail -n 1 "$work/apt.log")"
for module in "${modules[@]}"; do
  modprobe -d "$work/package" -S "$version" --show-depends "$module"
done | awk '$1 == "insmod" { print $2 }' | sort -u | while read -r path; do
  install -D -m 644 "$path" "$work/made/root/${path#"$work/package/"}"
done
cp "$work/package/lib/modules/$version/"modules.{builtin,builtin.modinfo,order} "$work/made/root/lib/modules/$version/"
depmod -b "$work/made/root" "$version"
cp "$node" "$work/made/root/usr/bin/node"
cp "$here/guest/init" "$work/made/root/guest-init"

find "$cache" -mindepth 1 -maxdepth 1 ! -name '.build.*' -exec rm -rf {} + # guests of other scripts and nodes
mv "$work/made" "$guest"
echo "$guest"

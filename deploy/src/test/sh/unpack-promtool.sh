#!/bin/sh
# Prints where promtool is: on the path, or Debian's, unpacked into the directory that is given. Nothing is installed and no
# daemon is started. Otherwise it prints why it can't be had.
set -u

directory=$1
command -v promtool && exit 0
[ -x "$directory/usr/bin/promtool" ] && { echo "$directory/usr/bin/promtool"; exit 0; }
command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 ||
    { echo "promtool is not on the path and there is no apt-get here"; exit 1; }

mkdir -p "$directory" && cd "$directory" || exit 1
fetch() { timeout 180 apt-get download prometheus >/dev/null 2>&1; }
fetch || { timeout 120 apt-get update >/dev/null 2>&1; fetch; }
for package in prometheus_*.deb; do
    [ -f "$package" ] && dpkg-deb -x "$package" . && rm -f "$package"
done
[ -x usr/bin/promtool ] && { echo "$directory/usr/bin/promtool"; exit 0; }
echo "apt-get could not download the package prometheus"
exit 1

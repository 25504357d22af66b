#!/usr/bin/env bash
# Prints the path of moto's server, which plays S3 for the tests on loopback; installs it from PyPI when it is missing.
#
# It lies in ${MOTO_HOME:-~/.cache/oxen-upload/moto}/VERSION, in an environment of its own.
set -euo pipefail

MOTO=5.2.5

root=${MOTO_HOME:-$HOME/.cache/oxen-upload/moto}/$MOTO
server=$root/bin/moto_server

install() {
  command -v python3 >/dev/null || { echo 'moto needs python3.' >&2 && return 1; }
  rm -rf "$root" && python3 -m venv "$root" && "$root/bin/pip" install --quiet "moto[server,s3]==$MOTO" >&2
}

if [ ! -x "$server" ] && ! install; then
  rm -rf "$root"
  exit 1
fi
echo "$server"

#!/usr/bin/env bash
# Prints the path of a Python with the official client in it, to be measured against; installs it from PyPI when it is
# missing.
#
#   official-client.sh 0.65.1
#
# It lies in ${OXEN_CLIENT_HOME:-~/.cache/oxen-upload/oxenai}/VERSION, in an environment of its own.
set -euo pipefail

version=${1:?version, such as 0.65.1}
root=${OXEN_CLIENT_HOME:-$HOME/.cache/oxen-upload/oxenai}/$version
python=$root/bin/python

install() {
  command -v python3 >/dev/null || { echo 'The official client needs python3.' >&2 && return 1; }
  rm -rf "$root" && python3 -m venv "$root" && "$root/bin/pip" install --quiet "oxenai==$version" >&2
}

if [ ! -x "$python" ] && ! install; then
  rm -rf "$root"
  exit 1
fi
echo "$python"

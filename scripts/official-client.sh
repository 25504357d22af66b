#!/usr/bin/env bash
# Prints the path of a Python with the official client in it, to be measured against; installs it from PyPI when it is
# missing.
#
#   official-client.sh 0.65.1
#
# It lies in ${OXEN_CLIENT_HOME:-~/.cache/oxen-upload/oxenai}/VERSION, in an environment of its own.
set -euo pipefail

version=${1:?version, such as 0.65.1}
. "${BASH_SOURCE%/*}/virtual-environment.sh"
program_of "${OXEN_CLIENT_HOME:-$HOME/.cache/oxen-upload/oxenai}/$version" python "oxenai==$version"

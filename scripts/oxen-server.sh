#!/usr/bin/env bash
# Prints the path of a real oxen-server, for the tests that want one; builds it with cargo when it is missing.
#
#   npm run oxen-server -- 0.50.7                 build and wait: about an hour on two cores
#   npm run oxen-server -- 0.50.7 --background    build at low priority, return at once
#   npm run oxen-server -- 0.50.7 --if-present    print the path, or nothing with exit code 1
#
# It lies in ${OXEN_SERVER_HOME:-~/.cache/oxen-server}/VERSION/bin/oxen-server, the log of its build in VERSION/build.log.
# Needs a Rust toolchain, npm and python3; on Debian it installs what else the build needs.
set -euo pipefail

SWAGGER_UI=5.17.14 # the version that oxen-server's dependency utoipa-swagger-ui packs

usage() {
  echo 'usage: oxen-server.sh VERSION [--wait|--background|--if-present]' >&2
  exit 2
}

version=${1:-}
mode=${2:---wait}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ && $# -le 2 ]] || usage
home=${OXEN_SERVER_HOME:-$HOME/.cache/oxen-server}
root=$home/$version
binary=$root/bin/oxen-server
log=$root/build.log

system_packages() {
  local missing=()
  command -v cmake >/dev/null || missing+=(cmake)
  command -v pkg-config >/dev/null || missing+=(pkg-config)
  command -v protoc >/dev/null || missing+=(protobuf-compiler)
  command -v nasm >/dev/null || missing+=(nasm)
  if command -v apt-get >/dev/null; then
    compgen -G '/usr/lib/llvm-*/lib/libclang.so*' >/dev/null || missing+=(libclang-dev)
    [ -e /usr/include/openssl/ssl.h ] || missing+=(libssl-dev)
  fi
  [ ${#missing[@]} -eq 0 ] && return

  if ! command -v apt-get >/dev/null; then
    echo "The build of oxen-server needs ${missing[*]}, libclang and OpenSSL's headers: please install them."
    return 1
  fi
  local apt=(apt-get -o DPkg::Lock::Timeout=600) # another apt may be at work
  [ "$(id -u)" = 0 ] || apt=(sudo -n "${apt[@]}")
  "${apt[@]}" update -q && "${apt[@]}" install -y -q --no-install-recommends "${missing[@]}"
}

# A dependency's build fetches Swagger UI as a zip over HTTP from its code host. The npm package holds the same files:
# served from loopback, the build needs package registries only.
serve_swagger_ui() {
  local folder=$home/swagger port=
  mkdir -p "$folder"
  [ -e "$folder/swagger-ui.zip" ] || pack_swagger_ui "$folder" || return
  : >"$folder/port"
  python3 -u -m http.server 0 --bind 127.0.0.1 --directory "$folder" >"$folder/port" 2>/dev/null 9>&- &
  trap "kill $! 2>/dev/null || true" EXIT
  for _ in $(seq 100); do
    port=$(grep -o 'port [0-9]*' "$folder/port" | cut -d' ' -f2 || true)
    [ -n "$port" ] && break
    sleep 0.1
  done
  [ -n "$port" ] && export SWAGGER_UI_DOWNLOAD_URL=http://127.0.0.1:$port/swagger-ui.zip
}

pack_swagger_ui() (
  cd "$1" && rm -rf package swagger-ui &&
    npm pack --silent "swagger-ui-dist@$SWAGGER_UI" >/dev/null &&
    tar xzf "swagger-ui-dist-$SWAGGER_UI.tgz" &&
    mkdir swagger-ui && mv package swagger-ui/dist &&
    python3 -m zipfile -c swagger-ui.part swagger-ui && mv swagger-ui.part swagger-ui.zip
)

build() {
  command -v cargo >/dev/null || { echo 'The build of oxen-server needs a Rust toolchain (cargo).' && return 1; }
  system_packages && serve_swagger_ui || return

  # C++ (DuckDB, RocksDB) is half of the work; with little optimisation it builds twice as fast.
  CFLAGS=-g0 CXXFLAGS='-g0 -O1' CARGO_TARGET_DIR=$home/target \
    CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=2 \
    nice -n 19 cargo install oxen-server --version "$version" --locked --root "$root" 9>&-
}

# One build at a time: they share a target directory, and one fills the machine.
wait_for_other_builds() {
  exec 9>"$home/lock"
  command -v flock >/dev/null || return 0
  flock -n 9 || { echo 'Waiting for another build of oxen-server.' >&2 && flock 9; }
}

build_and_wait() {
  mkdir -p "$root"
  wait_for_other_builds
  [ -x "$binary" ] && return # the other build's
  build >"$log" 2>&1 && return
  tail -20 "$log" >&2
  return 1
}

build_in_background() {
  mkdir -p "$root"
  nohup "$BASH" "${BASH_SOURCE[0]}" "$version" --wait >"$root/out" 2>&1 </dev/null &
  echo "Building oxen-server $version; see $log" >&2
}

case $mode in
  --if-present) [ -x "$binary" ] || exit 1 ;;
  --background) [ -x "$binary" ] || { build_in_background && exit; } ;;
  --wait) [ -x "$binary" ] || build_and_wait ;;
  *) usage ;;
esac
echo "$binary"

# To be sourced: program_of ROOT PROGRAM PACKAGE prints the path of a program in the Python environment at ROOT, which it
# makes, with the package from PyPI in it, when the program is missing.
program_of() {
  local root=$1 program=$1/bin/$2 package=$3
  if [ ! -x "$program" ]; then
    command -v python3 >/dev/null || { echo "$package needs python3." >&2 && return 1; }
    rm -rf "$root"
    if ! python3 -m venv "$root" || ! "$root/bin/pip" install --quiet "$package" >&2; then
      rm -rf "$root"
      return 1
    fi
  fi
  echo "$program"
}

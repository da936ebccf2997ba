#!/bin/sh
# Installs the system packages that Hankehaku needs and that are not installed yet:
#   sh setup.sh             libvoikko, its Finnish dictionary, Python's venv module; FreeDict where apt is
#   sh setup.sh chromium    also Chromium, for the browser tests
# Where it cannot install a package, it says what to install by hand.
set -eu

have_voikko() {
    python3 - <<'PY' 2>/dev/null
import ctypes.util, ctypes
name = ctypes.util.find_library("voikko") or "libvoikko.so.1"
library = ctypes.CDLL(name)
error = ctypes.c_char_p()
library.voikkoInit.restype = ctypes.c_void_p
raise SystemExit(0 if library.voikkoInit(ctypes.byref(error), b"fi", None) else 1)
PY
}
have_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }
have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

if ! python3 -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Hankehaku needs Python 3.11 or newer as «python3». Install it and run this again." >&2
    exit 1
fi

dictionaries="dict-freedict-eng-fin dict-freedict-fin-eng dict-freedict-swe-fin dict-freedict-fin-swe"
have_dictionaries() { ls /usr/share/dictd/freedict-*fin*.dict.dz >/dev/null 2>&1; }

wanted=""
have_venv || wanted="$wanted python3-venv"
have_voikko || wanted="$wanted libvoikko1 voikko-fi"
[ "${1:-}" != chromium ] || have_chromium || wanted="$wanted chromium"
# Words in English and Swedish find their Finnish ones by these; the search works without them, too.
! command -v apt-get >/dev/null || have_dictionaries || wanted="$wanted $dictionaries"
[ -n "$wanted" ] || exit 0

if command -v apt-get >/dev/null; then
    root=""
    [ "$(id -u)" = 0 ] || root=sudo
    echo "Installing system packages:$wanted"
    $root apt-get update -qq || true
    for package in $wanted; do
        DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq "$package" >/dev/null ||
            echo "Could not install $package. Install it by hand." >&2
    done
elif command -v brew >/dev/null; then
    have_voikko || brew install libvoikko
fi

if ! have_voikko || ! have_venv; then
    echo "Still missing:$wanted. Install by hand and run this again:" >&2
    echo "  Debian, Ubuntu:  sudo apt-get install python3-venv libvoikko1 voikko-fi" >&2
    echo "  Fedora:          sudo dnf install libvoikko malaga-suomi-voikko" >&2
    echo "  macOS:           brew install libvoikko" >&2
    exit 3
fi

#!/usr/bin/env bash
# Install the project and what it needs into .venv, against constraints.txt. Usage: ./install.sh . | ./install.sh ".[test]"
set -u
python=${PYTHON:-python3}

stop() {
    echo "$1" >&2
    exit 1
}

exec 9>.venv.lock
command -v flock >/dev/null && flock 9 # two runs at once take turns
command -v "$python" >/dev/null || stop "Python saknas. Installera Python 3.11 eller nyare, eller ange det med make PYTHON=sökväg."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Python 3.11 eller nyare behövs, $("$python" --version 2>&1) hittades. Ange ett nyare med make PYTHON=sökväg."
"$python" -c 'import venv, ensurepip' 2>/dev/null || stop "Pythons venv saknas. Installera det (Debian: apt install python3-venv)."
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import llama_cpp' 2>/dev/null; then
    command -v c++ >/dev/null && command -v cc >/dev/null ||
        stop "En C/C++-kompilator saknas. Installera en (Debian: apt install build-essential cmake)."
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge 6000 ] || stop "För lite ledigt utrymme: $free MB ledigt, 6 000 MB behövs. Frigör plats och kör igen."
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    echo "Miljö: skapar .venv"
    rm -rf .venv
    "$python" -m venv .venv || stop "Kunde inte skapa .venv. Kontrollera rättigheter och utrymme och kör igen."
fi
echo "Miljö: installerar $1 (första gången omkring tio minuter, språkmodellens motor kompileras)"
.venv/bin/python -m pip install --quiet --progress-bar on -c constraints.txt pip setuptools ||
    stop "Installationen avbröts. Kontrollera nätverket och kör samma kommando igen; det som är klart används."
.venv/bin/python -m pip install --progress-bar on -c constraints.txt --editable "$1" |
    grep --line-buffered -vE '^(Requirement already|  (Using cached|Downloading|Preparing|Getting)|Obtaining)'
[ "${PIPESTATUS[0]}" -eq 0 ] ||
    stop "Installationen avbröts. Raden ovan säger varför: ofta saknas nätverk, utrymme eller kompilator. Kör samma kommando igen."

#!/bin/sh
# Makes the programs beside it and what sim65 does with them: outputs, exit codes, cycles.
#
# Needs the Debian package cc65 (2.19). Running it again gives the same files.
set -eu
cd "$(dirname "$0")"

for tool in cl65 sim65; do
    command -v "$tool" >/dev/null || {
        echo "$tool is missing; on Debian: apt install cc65" >&2
        exit 1
    }
done

for name in greet hello copy upper code sieve errno; do
    cl65 -t sim6502 -O -o "$name" "$name.c"
done
cl65 -t sim65c02 -O -o sieve02 sieve.c
cl65 -t sim65c02 -O -o greet02 greet.c
rm -f ./*.o

# One line a case: program, input, exit code, cycles, arguments. The output is in CASE.out.
: > cases.txt
try() {
    name=$1 input=$2
    shift 2
    code=0
    sim65 "$name" "$@" < "$input" > "$name.out" || code=$?
    cycles=$(sim65 -c "$name" "$@" < "$input" | grep -o '[0-9]* cycles$' | cut -d ' ' -f 1)
    echo "$name $input $code $cycles $*" >> cases.txt
}
try hello /dev/null one two-three -c
try greet /dev/null one "two-three" -c
try greet02 /dev/null one
try copy /dev/null text.txt copied.txt
try upper text.txt
try code /dev/null
try errno /dev/null
try sieve /dev/null
try sieve02 /dev/null
cmp text.txt copied.txt
rm copied.txt
cat cases.txt

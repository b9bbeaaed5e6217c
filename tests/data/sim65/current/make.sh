#!/bin/sh
# Makes the programs beside it and what the current sim65 does with them: outputs, exit codes, cycles.
#
# Needs a tree of cc65's repository, later than 2.19, in which `make bin` and `make lib` were run: CC65_HOME=TREE make.sh
set -eu
cd "$(dirname "$0")"
PATH=${CC65_HOME:?"say where the tree of cc65 is"}/bin:$PATH

for name in files counters; do
    cl65 -t sim6502 -O -o "$name" "$name.c"
done
for name in chips traced; do
    cl65 -t sim6502 -o "$name" "$name.s"
done
rm -f ./*.o

# One line a case: program, exit code, cycles. The output is in CASE.out.
: > cases.txt
for name in files counters chips traced; do
    code=0
    sim65 "$name" > "$name.out" 2> errors || code=$?
    cycles=$(sim65 -c "$name" 2> errors | grep -o '^[0-9]* cycles$' | cut -d ' ' -f 1) || cycles=none
    echo "$name $code ${cycles:-none}" >> cases.txt
done
rm errors
cat cases.txt

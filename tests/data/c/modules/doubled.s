; unsigned int __fastcall__ doubled(unsigned int number);
        .export _doubled
        .importzp tmp1
        .include "shift.inc"

_doubled:
        stx tmp1
        shift_left tmp1
        ldx tmp1
        rts

; Scopes, macros, an included file, repetitions, data and a loop on one line.

        .include "macros.inc"

LIGHT = $0210
.export start

        .segment "CODE"

start:  ldx #$ff
        txs
        store 5, counter
@loop:  jsr blink
        dec counter
        bne @loop
        twice 7, table
        .repeat 3, i
        inc counter + i
        .endrepeat
@wait:  ldy #200
:       dey
        bne :-
done:   jmp done

.scope rest
length = 3
short:  ldy #length
loop:   dey
        bne loop
        rts
.endscope

.proc blink
        lda LIGHT
        eor #1
        sta LIGHT
        jsr rest::short
        rts
.endproc

table:  .byte 1, 2, 3
        .word start

        .segment "BSS"
counter: .res 3

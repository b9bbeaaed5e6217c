; blink.s after a day's work: a line more at its start, another macro, no @wait loop and no rest::short.

        .include "macros.inc"

LIGHT = $0210
.export start

        .segment "CODE"

start:  cld
        ldx #$ff
        txs
@loop:  jsr blink
        dec counter
        bne @loop
        twice 7, table
        .repeat 3, i
        inc counter + i
        .endrepeat
done:   jmp done

.scope rest
length = 3
long:   ldy #length
loop:   dey
        bne loop
        rts
.endscope

.proc blink
        lda LIGHT
        eor #1
        sta LIGHT
        jsr rest::long
        rts
.endproc

table:  .byte 1, 2, 3
        .word start

        .segment "BSS"
counter: .res 3

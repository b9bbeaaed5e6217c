; 64tass: a macro, a repetition, an included file and data. Built by scripts/make-listing-data.

        * = $0800
        jmp start

        .include "delay.inc"

poke    .macro address, value
        lda #\value
        sta \address
        .endm

start   ldx #3
loop    poke $0400, 42
        jsr delay
        .rept 3
        inc $0400
        .endrept
        poke $0401, 32
        poke $0402, 32
        dex
        bne loop
        rts

text    .text "one text that is longer than a row"
        .byte 0

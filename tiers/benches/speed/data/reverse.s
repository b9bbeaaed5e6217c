; Reverses a page in place by two indices, an odd number of times. The first bytes of 0 to 255 reversed at $0200.

        .export prepare, round

result = $0200
bytes  = $2000

        .zeropage
times:  .res 1

        .code
prepare:
        rts

round:  ldx #0
fill:   txa
        sta bytes,x
        inx
        bne fill
        lda #63
        sta times
turn:   ldx #0
        ldy #$FF
swap:   lda bytes,x
        pha
        lda bytes,y
        sta bytes,x
        pla
        sta bytes,y
        dey
        inx
        bpl swap
        dec times
        bne turn
        ldx #3
copy:   lda bytes,x
        sta result,x
        dex
        bpl copy
        rts

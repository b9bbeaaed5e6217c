        .export play

        .segment "BANK1"
        .byte "SOUND"
.proc play
        inc $20
        lda $20
        and #1
        bne odd
        jsr wait
odd:    rts
.endproc

.proc wait
        ldy #4
again:  dey
        bne again
        rts
.endproc

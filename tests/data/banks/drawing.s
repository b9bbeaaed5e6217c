        .export draw
        .import far

        .segment "BANK0"
.proc draw
        jsr wait
        ldx #1
        jsr far
        rts
.endproc

.proc wait
        ldy #2
again:  dey
        bne again
        rts
.endproc

unused: lda #0
        rts

; ca65: counts to three in page 0, through a table. Built by scripts/make-symbol-data.

        .exportzp counter
        .export   start, add_one, table

limit   = 3

        .zeropage
counter: .res 2

        .bss
table:  .res 16

        .code
start:  ldx #limit
loop:   jsr add_one
        dex
        bne loop
@stay:  jmp @stay

.proc add_one
        inc counter
        lda counter
        sta table,x
        beq done
        nop
done:   rts
.endproc

.proc clear
        lda #0
        sta counter
        beq done
        nop
done:   rts
.endproc

; A board with two ROM banks of 4 KiB at $8000, which the register at $7F00 selects: what calls from bank to bank.
        .export far
        .import draw, play
        .exportzp bank
SELECT = $7F00

        .zeropage
bank:   .res 1
to:     .res 2

        .code
main:   ldx #0
        jsr far
        jmp main

; Calls the first routine of bank X, and lets the bank of before show again.
.proc far
        lda bank
        pha
        stx bank
        stx SELECT
        lda low,x
        sta to
        lda high,x
        sta to+1
        jsr go
        pla
        sta bank
        sta SELECT
        rts
go:     jmp (to)
.endproc

low:    .byte <draw, <play
high:   .byte >draw, >play

irq:    rti

        .segment "VECTORS"
        .word irq, main, irq

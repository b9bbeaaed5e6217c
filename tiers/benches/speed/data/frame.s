; What all programs of the benchmark have in common: `prepare` once, then `round` as often as the word at $0403 says,
; then a jump to itself. A round leaves its result at $0200, and can be run again.

        .import prepare, round

left = $F0                      ; rounds that are still to be done

        .segment "FRAME"
        jmp start
repeats:
        .word 1
start:  cld
        ldx #$FF
        txs
        lda repeats
        sta left
        lda repeats+1
        sta left+1
        jsr prepare
again:  jsr round
        lda left
        bne low
        dec left+1
low:    dec left
        lda left
        ora left+1
        bne again
done:   jmp done

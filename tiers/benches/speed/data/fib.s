; The Fibonacci number of 17 by double recursion: calls, returns and the stack. 1597 at $0200.

        .export prepare, round

result = $0200

        .code
prepare:
        rts

round:  lda #0
        sta result
        sta result+1
        ldx #17
; Adds the Fibonacci number of X to the result.
fib:    cpx #2
        bcs more
        txa
        clc
        adc result
        sta result
        bcc ready
        inc result+1
ready:  rts
more:   dex
        txa
        pha
        jsr fib
        pla
        tax
        dex
        jsr fib
        rts

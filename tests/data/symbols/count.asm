; 64tass: the program of count.s. Built by scripts/make-symbol-data.

        * = $0600
limit   = 3
big     = $12345
hello   = "hello"
counter = $10
table   = $0300

start   ldx #limit
loop    jsr add_one
        dex
        bne loop
stay    jmp stay

add_one .proc
        inc counter
        lda counter
        sta table,x
        beq done
        nop
done    rts
        .pend

clear   .proc
        lda #0
        sta counter
        beq done
        nop
done    rts
        .pend

        .word clear

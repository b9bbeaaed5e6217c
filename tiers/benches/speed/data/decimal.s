; Turns 256 binary numbers into decimal ones and adds them up, all in decimal mode. The sum of $0000, $0101, $0202 to
; $FFFF at $0200, eight digits, the lowest first.

        .export prepare, round

result = $0200

        .zeropage
binary: .res 2
digits: .res 3

        .code
prepare:
        rts

round:  lda #0
        ldx #3
clear:  sta result,x
        dex
        bpl clear
        ldx #0
number: stx binary
        stx binary+1
        jsr convert
        sed
        clc
        lda result
        adc digits
        sta result
        lda result+1
        adc digits+1
        sta result+1
        lda result+2
        adc digits+2
        sta result+2
        lda result+3
        adc #0
        sta result+3
        cld
        inx
        bne number
        rts

; The number as six digits: doubled, and a bit of it added, sixteen times.
convert:
        lda #0
        sta digits
        sta digits+1
        sta digits+2
        sed
        ldy #16
turn:   asl binary
        rol binary+1
        lda digits
        adc digits
        sta digits
        lda digits+1
        adc digits+1
        sta digits+1
        lda digits+2
        adc digits+2
        sta digits+2
        dey
        bne turn
        cld
        rts

; Divides $0000, $0101, $0202 to $FFFF by 11, the remainder in the accumulator. The sum of the quotients at $0200, of 16
; bits, and that of the remainders.

        .export prepare, round

quotients  = $0200
remainders = $0202

        .zeropage
number: .res 1
value:  .res 2

        .code
prepare:
        rts

round:  lda #0
        sta quotients
        sta quotients+1
        sta remainders
        sta remainders+1
        sta number
one:    lda number
        sta value
        sta value+1
        jsr divide
        clc
        adc remainders
        sta remainders
        bcc fits
        inc remainders+1
fits:   clc
        lda value
        adc quotients
        sta quotients
        lda value+1
        adc quotients+1
        sta quotients+1
        inc number
        bne one
        rts

; value = value / 11, and the remainder in A.
divide: lda #0
        ldx #16
turn:   asl value
        rol value+1
        rol a
        cmp #11
        bcc less
        sbc #11
        inc value
less:   dex
        bne turn
        rts

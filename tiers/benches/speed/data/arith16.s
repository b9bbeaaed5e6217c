; Arithmetic of 16 bits as libraries have it: multiplies, divides with remainder, takes square roots, all in the zero page
; and in subroutines. At $0200 the sum of 64 times (quotient + root), then how often quotient * divisor + remainder was
; not the dividend, which is never.

        .export prepare, round

sum    = $0200
wrong  = $0202

        .zeropage
seed:   .res 2
dividend:
        .res 2
divisor:
        .res 2
quotient:
        .res 2
rest:   .res 2
product:
        .res 2
factor: .res 2
root:   .res 1
odd:    .res 2
times:  .res 1

        .code
prepare:
        rts

round:  lda #0
        sta sum
        sta sum+1
        sta wrong
        sta wrong+1
        lda #<12345
        sta seed
        lda #>12345
        sta seed+1
        lda #64
        sta times
one:    jsr random
        lda seed
        sta dividend
        lda seed+1
        sta dividend+1
        jsr random
        lda seed+1
        ora #1
        sta divisor
        lda seed
        and #3
        sta divisor+1
        jsr divide
        jsr check
        jsr square_root
        clc
        lda quotient
        adc sum
        sta sum
        lda quotient+1
        adc sum+1
        sta sum+1
        clc
        lda root
        adc sum
        sta sum
        bcc ready
        inc sum+1
ready:  dec times
        bne one
        rts

; seed * 1509 + 41
random: lda seed
        sta factor
        lda seed+1
        sta factor+1
        lda #<1509
        sta divisor
        lda #>1509
        sta divisor+1
        jsr multiply
        clc
        lda product
        adc #41
        sta seed
        lda product+1
        adc #0
        sta seed+1
        rts

; product = factor * divisor, of 16 bits
multiply:
        lda #0
        sta product
        sta product+1
        ldx divisor
        ldy divisor+1
        stx rest
        sty rest+1
        ldx #16
digit:  lsr factor+1
        ror factor
        bcc double
        clc
        lda product
        adc rest
        sta product
        lda product+1
        adc rest+1
        sta product+1
double: asl rest
        rol rest+1
        dex
        bne digit
        rts

; quotient and rest of dividend / divisor
divide: lda dividend
        sta quotient
        lda dividend+1
        sta quotient+1
        lda #0
        sta rest
        sta rest+1
        ldx #16
shift:  asl quotient
        rol quotient+1
        rol rest
        rol rest+1
        sec
        lda rest
        sbc divisor
        tay
        lda rest+1
        sbc divisor+1
        bcc less
        sta rest+1
        sty rest
        inc quotient
less:   dex
        bne shift
        rts

; Counts a division that is wrong.
check:  lda rest
        pha
        lda rest+1
        pha
        lda quotient
        sta factor
        lda quotient+1
        sta factor+1
        jsr multiply
        pla
        tay
        pla
        clc
        adc product
        sta product
        tya
        adc product+1
        cmp dividend+1
        bne differs
        lda product
        cmp dividend
        bne differs
        rts
differs:
        inc wrong
        rts

; The root of dividend: how many odd numbers can be taken off it.
square_root:
        lda #0
        sta root
        sta odd+1
        lda #1
        sta odd
        lda dividend
        sta rest
        lda dividend+1
        sta rest+1
take:   sec
        lda rest
        sbc odd
        tay
        lda rest+1
        sbc odd+1
        bcc rooted
        sta rest+1
        sty rest
        clc
        lda odd
        adc #2
        sta odd
        bcc counted
        inc odd+1
counted:
        inc root
        bne take
rooted: rts

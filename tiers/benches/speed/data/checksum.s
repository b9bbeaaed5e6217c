; A sum of 16 bits over 8 KiB by a pointer in the zero page. The sum of 0 to 255, 32 times, at $0200.

        .export prepare, round

result = $0200
bytes  = $2000

        .zeropage
from:   .res 2
sum:    .res 2

        .code
prepare:
        jsr first
fill:   tya
        sta (from),y
        iny
        bne fill
        inc from+1
        lda from+1
        cmp #>bytes + $20
        bne fill
        rts

first:  lda #<bytes
        sta from
        lda #>bytes
        sta from+1
        ldy #0
        rts

round:  jsr first
        sty sum
        sty sum+1
next:   clc
        lda (from),y
        adc sum
        sta sum
        bcc added
        inc sum+1
added:  iny
        bne next
        inc from+1
        lda from+1
        cmp #>bytes + $20
        bne next
        lda sum
        sta result
        lda sum+1
        sta result+1
        rts

; CRC-16 (polynomial $1021, XMODEM) of 8 KiB by tables: indexed loads and exclusive ors. The checksum at $0200.

        .export prepare, round

result = $0200
low    = $2000                  ; a table of the low bytes, and one of the high bytes
high   = $2100
bytes  = $3000

        .zeropage
crc:    .res 2
from:   .res 2
seed:   .res 1

        .code
; Makes the tables, and bytes to sum up.
prepare:
        ldx #0
entry:  lda #0
        sta crc
        stx crc+1
        ldy #8
turn:   asl crc
        rol crc+1
        bcc next
        lda crc
        eor #$21
        sta crc
        lda crc+1
        eor #$10
        sta crc+1
next:   dey
        bne turn
        lda crc
        sta low,x
        lda crc+1
        sta high,x
        inx
        bne entry

        jsr first
        lda #1
        sta seed
        ldx #$20
fill:   lda seed                ; A generator of 8 bits: times 5, plus 17.
        asl
        asl
        clc
        adc seed
        clc
        adc #17
        sta seed
        eor from+1
        sta (from),y
        iny
        bne fill
        inc from+1
        dex
        bne fill
        rts

first:  lda #<bytes
        sta from
        lda #>bytes
        sta from+1
        ldy #0
        rts

round:  jsr first
        sty crc
        sty crc+1
byte:   lda (from),y
        eor crc+1
        tax
        lda crc
        eor high,x
        sta crc+1
        lda low,x
        sta crc
        iny
        bne byte
        inc from+1
        lda from+1
        cmp #>bytes + $20
        bne byte
        lda crc
        sta result
        lda crc+1
        sta result+1
        rts

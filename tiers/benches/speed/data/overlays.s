; A program in overlays: three pieces of code are loaded over each other at one place, each works on a page and hands it
; to the next, 450 times in all; then the last one goes on alone, ten times a round. At $0200 the CRC of the last, and
; behind it that of all the pages while pieces were swapped.

        .export prepare, round

result = $0200
place  = $5000                  ; where the pieces run
page   = $6000

        .zeropage
crc:    .res 2
random: .res 2
times:  .res 1
from:   .res 2

        .code
prepare:
        lda #<$ACE1
        sta random
        lda #>$ACE1
        sta random+1
        lda #$FF
        sta crc
        sta crc+1
        lda #150
        sta times
swap:   ldx #0
        jsr load_and_run
        ldx #2
        jsr load_and_run
        ldx #4
        jsr load_and_run
        dec times
        bne swap
        lda crc
        sta result+2
        lda crc+1
        sta result+3
        rts

; The piece of the index in X.
load_and_run:
        lda pieces,x
        sta from
        lda pieces+1,x
        sta from+1
        ldy #0
:       lda (from),y
        sta place,y
        iny
        cpy #longest
        bne :-
        jmp place

round:  ldx #0
:       txa
        sta page,x
        inx
        bne :-
        lda #$FF
        sta crc
        sta crc+1
        lda #10
        sta times
:       jsr place
        dec times
        bne :-
        lda crc
        sta result
        lda crc+1
        sta result+1
        rts

        .rodata
pieces: .word first, second, third

; Fills the page with random bytes: the low ones of a shift register of 16 bits with feedback.
first:
        .org place
        ldx #0
@byte:  ldy #8
@bit:   lsr random+1
        ror random
        bcc :+
        lda random+1
        eor #$B4
        sta random+1
:       dey
        bne @bit
        lda random
        sta page,x
        inx
        bne @byte
        rts
first_size = * - place
        .reloc

; Brings it nearer to order, by four passes that swap neighbours.
second:
        .org place
        ldy #4
@pass:  ldx #0
@pair:  lda page+1,x
        cmp page,x
        bcs :+
        pha
        lda page,x
        sta page+1,x
        pla
        sta page,x
:       inx
        cpx #$FF
        bne @pair
        dey
        bne @pass
        rts
second_size = * - place
        .reloc

; CRC-16 with the polynomial $1021, highest bit first, from the CRC so far.
third:
        .org place
        ldx #0
@byte:  lda page,x
        eor crc+1
        sta crc+1
        ldy #8
@bit:   asl crc
        rol crc+1
        bcc :+
        lda crc
        eor #$21
        sta crc
        lda crc+1
        eor #$10
        sta crc+1
:       dey
        bne @bit
        inx
        bne @byte
        rts
third_size = * - place
        .reloc

longest = .max(.max(first_size, second_size), third_size)

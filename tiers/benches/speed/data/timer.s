; Work below a timer's interrupt: Conway's life on a torus of 32 by 32 cells, 16 generations from an R-pentomino a
; round. Where a timer is at $D000, it interrupts every 1,000 cycles, and the handler does what that of a home computer
; does: it counts the time, and counts down what others wait for. Without one nothing interrupts. At $0200 how many
; cells live, and behind it a sum that depends on where; at $0204 the interrupts.

        .export prepare, round

result  = $0200
ticks   = $0204
timer   = $D000
vector  = $FFFE
beat    = 1000
boards  = $6000                 ; two of 1,024 bytes
waits   = 4

        .zeropage
above:  .res 2
here:   .res 2
below:  .res 2
to:     .res 2
page:   .res 1                  ; of the board that is read
row:    .res 1
column: .res 1
todo:   .res 1
left:   .res waits              ; ticks that are left
lamps:  .res 1                  ; a bit a wait

        .code
prepare:
        sei
        lda #<tick
        sta vector
        lda #>tick
        sta vector+1
        lda #0
        sta ticks
        sta ticks+1
        sta ticks+2
        sta lamps
        ldx #waits-1
:       lda periods,x
        sta left,x
        dex
        bpl :-
        lda #5                  ; IRQ, again and again
        sta timer+2
        lda #<beat
        sta timer
        lda #>beat
        sta timer+1
        cli
        rts

tick:   pha
        txa
        pha
        lda timer+2             ; acknowledges
        inc ticks
        bne :+
        inc ticks+1
        bne :+
        inc ticks+2
:       ldx #waits-1
@wait:  dec left,x
        bne @next
        lda periods,x
        sta left,x
        lda lamps
        eor bits,x
        sta lamps
@next:  dex
        bpl @wait
        pla
        tax
        pla
        rti

round:  lda #>boards
        sta page
        lda #0
        tax
:       sta boards,x
        sta boards+$100,x
        sta boards+$200,x
        sta boards+$300,x
        inx
        bne :-
        lda #1
        sta boards+15*32+16
        sta boards+15*32+17
        sta boards+16*32+15
        sta boards+16*32+16
        sta boards+17*32+16
        lda #16
        sta todo
:       jsr generation
        dec todo
        bne :-
        jmp add_up

; Y is a row, modulo 32: where it begins, low byte in A and offset of the page in Y.
begin:  tya
        and #31
        pha
        lsr
        lsr
        lsr
        tay
        pla
        asl
        asl
        asl
        asl
        asl
        rts

.macro  POINT pointer
        jsr begin
        sta pointer
        tya
        clc
        adc page
        sta pointer+1
.endmacro

generation:
        lda #0
        sta row
@row:   ldy row
        dey
        POINT above
        ldy row
        iny
        POINT below
        ldy row
        POINT here
        lda here
        sta to
        lda here+1
        eor #4                  ; the other board
        sta to+1
        ldy #0
@cell:  sty column
        dey
        tya
        and #31
        tay
        clc
        lda (above),y
        adc (here),y
        adc (below),y
        ldy column
        adc (above),y
        adc (below),y
        tax
        iny
        tya
        and #31
        tay
        txa
        adc (above),y
        adc (here),y
        adc (below),y
        ldy column
        cmp #3
        beq @lives
        cmp #2
        beq @stays
        lda #0
        beq @store
@stays: lda (here),y
        bpl @store
@lives: lda #1
@store: sta (to),y
        iny
        cpy #32
        bne @cell
        inc row
        lda row
        cmp #32
        bne @row
        lda page
        eor #4
        sta page
        rts

; The population is added to a sum after each cell.
add_up: ldx #3
        lda #0
        sta here
        tay
:       sta result,x
        dex
        bpl :-
        lda page
        sta here+1
        lda #4
        sta row
@cell:  clc
        lda (here),y
        adc result
        sta result
        bcc :+
        inc result+1
:       clc
        lda result
        adc result+2
        sta result+2
        lda result+1
        adc result+3
        sta result+3
        iny
        bne @cell
        inc here+1
        dec row
        bne @cell
        rts

        .rodata
periods:
        .byte 2, 5, 17, 50
bits:   .byte 1, 2, 4, 8

; A small Forth: each round compiles a few programs from their text, as a Forth does, and runs them. About a hundred
; words, of which a program uses many a little. At $0200 two 16-bit sums of all that they print, the second of the first
; after each byte.
;
; Direct threaded: a word's code stands at its address, a colon word's begins with JMP docol. The stack of values is in
; the zero page under X, low bytes first, and grows down; the stack of returns is the processor's.

        .export prepare, round

sum         = $0200
sum_of_sums = $0202
free        = $6000             ; where new words go
depth       = 48                ; bytes of the stack
BLANK       = ' '

        .zeropage
ip:     .res 2                  ; the next address of the thread
w:      .res 2                  ; the word that runs
here:   .res 2                  ; where the next byte of a definition goes
latest: .res 2                  ; the header of the last word
source: .res 2                  ; the text that is not yet read
scratch:
        .res 8
entry:  .res 1                  ; the processor's stack where a round began
saved:  .res 1                  ; X, while it is needed otherwise
stack:  .res depth

; A header: the header before, flags and length, the name; the code follows.
IMMEDIATE = $80
count .set 0
head_0 = 0

.macro  CODE name, label, flags
count .set count + 1
        .ident(.sprintf("head_%d", count)) = *
        .word .ident(.sprintf("head_%d", count - 1))
    .ifblank flags
        .byte .strlen(name)
    .else
        .byte .strlen(name) | flags
    .endif
        .byte name
label:
.endmacro

.macro  COLON name, label, flags
        CODE name, label, flags
        jmp docol
.endmacro

        .code
prepare:
        rts

round:  tsx
        stx entry
        lda #<free
        sta here
        lda #>free
        sta here+1
        lda #<last
        sta latest
        lda #>last
        sta latest+1
        lda #<programs
        sta source
        lda #>programs
        sta source+1
        lda #<interpret
        sta ip
        lda #>interpret
        sta ip+1
        lda #0
        sta state_value
        ldx #3
:       sta sum,x
        dex
        bpl :-
        ldx #depth

next:   ldy #0
        lda (ip),y
        sta w
        iny
        lda (ip),y
        sta w+1
        clc
        lda ip
        adc #2
        sta ip
        bcc :+
        inc ip+1
:       jmp (w)

docol:  lda ip+1
        pha
        lda ip
        pha
        clc
        lda w
        adc #3
        sta ip
        lda w+1
        adc #0
        sta ip+1
        jmp next

; What CREATE made: the address behind its JMP.
dovar:  clc
        lda w
        adc #3
        pha
        lda w+1
        adc #0
        tay
        pla
; A new value, its low byte in A, its high byte in Y.
push_ya:
        dex
        dex
        sta stack,x
        sty stack+1,x
        jmp next

; What CONSTANT made: the value behind its JMP.
docon:  ldy #4
        lda (w),y
        pha
        dey
        lda (w),y
        tay
        pla
        dex
        dex
        sta stack+1,x
        sty stack,x
        jmp next

        .include "values.inc"
        .include "arithmetic.inc"
        .include "control.inc"
        .include "text.inc"
        .include "compiler.inc"

last = .ident(.sprintf("head_%d", count))

        .data
state_value:
        .word 0                 ; 2 while a word is compiled

        .rodata
        .include "programs.inc"

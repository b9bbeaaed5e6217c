; A small interpreter of tokens, as those of Basic and Forth are: a stack of 16-bit values in the zero page under X, a
; token a byte, and its routine reached by an address pushed and returned to. Its program sums up how many steps the
; numbers from 1 to 64 take to 1, halved when even and else tripled plus one. The sum at $0200.

        .export prepare, round

result = $0200

        .zeropage
next_token:
        .res 2
stack:  .res 32                 ; grows down; X is its top
variables:
        .res 6

; Offsets of the variables.
number = 0
value  = 2
total  = 4

        .code
prepare:
        rts

round:  lda #<program
        sta next_token
        lda #>program
        sta next_token+1
        ldx #32
next:   ldy #0
        lda (next_token),y
        inc next_token
        bne found
        inc next_token+1
found:  asl
        tay
        lda routines+1,y
        pha
        lda routines,y
        pha
        rts

; The byte behind the token.
argument:
        ldy #0
        lda (next_token),y
        inc next_token
        bne got
        inc next_token+1
got:    rts

; The value of a byte.
literal:
        jsr argument
        dex
        dex
        sta stack,x
        lda #0
        sta stack+1,x
        jmp next

; The value of a variable.
fetch:  jsr argument
        tay
        dex
        dex
        lda variables,y
        sta stack,x
        lda variables+1,y
        sta stack+1,x
        jmp next

; Into a variable.
store:  jsr argument
        tay
        lda stack,x
        sta variables,y
        lda stack+1,x
        sta variables+1,y
        inx
        inx
        jmp next

duplicate:
        dex
        dex
        lda stack+2,x
        sta stack,x
        lda stack+3,x
        sta stack+1,x
        jmp next

add:    clc
        lda stack,x
        adc stack+2,x
        sta stack+2,x
        lda stack+1,x
        adc stack+3,x
        sta stack+3,x
        inx
        inx
        jmp next

halve:  lsr stack+1,x
        ror stack,x
        jmp next

is_odd: lda stack,x
        and #1
        sta stack,x
        lda #0
        sta stack+1,x
        jmp next

equal:  ldy #0
        lda stack,x
        cmp stack+2,x
        bne differs
        lda stack+1,x
        cmp stack+3,x
        bne differs
        iny
differs:
        inx
        inx
        sty stack,x
        lda #0
        sta stack+1,x
        jmp next

; Elsewhere in the program when the value is 0.
unless: lda stack,x
        ora stack+1,x
        php
        inx
        inx
        plp
        beq goto
        inc next_token
        bne :+
        inc next_token+1
:       inc next_token
        bne :+
        inc next_token+1
:       jmp next

; Elsewhere in the program.
goto:   ldy #0
        lda (next_token),y
        pha
        iny
        lda (next_token),y
        sta next_token+1
        pla
        sta next_token
        jmp next

stop:   lda variables+total
        sta result
        lda variables+total+1
        sta result+1
        rts

        .rodata
routines:
        .word literal-1, fetch-1, store-1, duplicate-1, add-1, halve-1, is_odd-1, equal-1, unless-1, goto-1, stop-1

.enum
        LITERAL
        FETCH
        STORE
        DUPLICATE
        ADD
        HALVE
        IS_ODD
        EQUAL
        UNLESS
        GOTO
        STOP
.endenum

program:
        .byte LITERAL, 0, STORE, total
        .byte LITERAL, 1, STORE, number
another:
        .byte FETCH, number, STORE, value
step:   .byte FETCH, value, LITERAL, 1, EQUAL, UNLESS
        .word not_yet
        .byte GOTO
        .word reached
not_yet:
        .byte FETCH, total, LITERAL, 1, ADD, STORE, total
        .byte FETCH, value, IS_ODD, UNLESS
        .word even
        .byte FETCH, value, DUPLICATE, DUPLICATE, ADD, ADD, LITERAL, 1, ADD, STORE, value
        .byte GOTO
        .word step
even:   .byte FETCH, value, HALVE, STORE, value
        .byte GOTO
        .word step
reached:
        .byte FETCH, number, LITERAL, 1, ADD, STORE, number
        .byte FETCH, number, LITERAL, 65, EQUAL, UNLESS
        .word another
        .byte STOP

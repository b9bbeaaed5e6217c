; What a program of cc65 needs around `main`, which is the round.

        .export prepare, round
        .export __STARTUP__ : absolute = 1
        .import _main
        .importzp sp

stack_top = $9000

        .code
prepare:
        lda #<stack_top
        sta sp
        lda #>stack_top
        sta sp+1
        rts

round:  jmp _main

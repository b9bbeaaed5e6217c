; Traces a few instructions of itself: all that there is to a line, then two fields.
        .include "sim65.inc"
        .export _main

        .code
_main:  lda     #SIM65_TRACE_MODE_ENABLE_FULL
        sta     peripheral_sim65_trace_mode
        lda     #$92
        pha
        pla
        asl     a
        lda     #SIM65_TRACE_MODE_FIELD_PC | SIM65_TRACE_MODE_FIELD_INSTR_ASSEMBLY
        sta     peripheral_sim65_trace_mode
        ldy     #1
        lda     ($10),y
        cmp     ($10,x)
        bit     $1234
        ldx     $10,y
        lda     $10,x
        lda     $1234,y
        jmp     next
next:   jmp     (vector)
on:     bne     done
        inc     $FF00,x
done:   lda     #SIM65_TRACE_MODE_DISABLE
        sta     peripheral_sim65_trace_mode
        lda     #3
        ldx     #0
        rts

        .rodata
vector: .addr   on

; One program on three chips. The undocumented SLO of the 6502 doubles a byte and ORs it into A; a 65C02 has none.
; Its exit code is what SLO left in A. A second SLO, as a 6502 without undocumented opcodes, ends it.
        .include "sim65.inc"
        .export _main
        .setcpu "6502X"

        .bss
value:  .res 1

        .code
_main:  lda     peripheral_sim65_cpu_mode
        bne     fail
        lda     #SIM65_CPU_MODE_6502X
        sta     peripheral_sim65_cpu_mode
        lda     #7                      ; is no chip
        sta     peripheral_sim65_cpu_mode
        lda     peripheral_sim65_cpu_mode
        cmp     #SIM65_CPU_MODE_6502X
        bne     fail
        lda     #$21
        sta     value
        lda     #$01
        slo     value                   ; $43
        pha
        lda     #SIM65_CPU_MODE_65C02
        sta     peripheral_sim65_cpu_mode
        pla
        .byte   $1A                     ; INC A of a 65C02
        ldx     #SIM65_CPU_MODE_6502
        stx     peripheral_sim65_cpu_mode
        ldx     #0
        cmp     #$44
        bne     fail
        slo     value
fail:   lda     #1
        rts

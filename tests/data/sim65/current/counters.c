/* The counters of the current sim65: latched together, read byte by byte. */
#include <sim65.h>
#include <stdint.h>
#include <stdio.h>

static uint32_t counter (uint8_t which)
{
    peripherals.counter.select = which;
    return peripherals.counter.value32[0];
}

int main (void)
{
    uint32_t cycles, instructions;
    uint8_t i, sum = 0;

    for (i = 0; i < 3; ++i) {
        peripherals.counter.latch = 0;
        cycles = counter (COUNTER_SELECT_CLOCKCYCLE_COUNTER);
        instructions = counter (COUNTER_SELECT_INSTRUCTION_COUNTER);
        printf ("%lu %lu\n", cycles, instructions);
    }
    printf ("%lu %lu %lu\n", counter (COUNTER_SELECT_IRQ_COUNTER),
        counter (COUNTER_SELECT_NMI_COUNTER), counter (0x7F));
    printf ("%u\n", counter (COUNTER_SELECT_WALLCLOCK_TIME_SPLIT) < 1000000000);
    peripherals.counter.select = COUNTER_SELECT_WALLCLOCK_TIME_SPLIT;
    /* The seconds since 1970. */
    printf ("%u\n", peripherals.counter.value32[1] > 1700000000);
    printf ("%u\n", peripherals.counter.select);
    return 0;
}

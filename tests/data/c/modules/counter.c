/* A counter, and a function `step` that is not the one of main.c. */
#include "counter.h"

static unsigned int value;

static void step(unsigned char by) {
    value += by;
}

void counter_run(unsigned char times) {
    while (times > 0) {
        step(1);
        --times;
    }
}

unsigned int counter_value(void) {
    return value;
}

/* Several files: two of them have a function `step` of their own, one is assembly. */
#include "counter.h"
#include "doubled.h"

static unsigned char steps;

static void step(void) {
    ++steps;
}

int main(void) {
    unsigned int result;
    step();
    step();
    counter_run(3);
    result = doubled(counter_value());
    result = MORE(result); step();
    return result == 7 && steps == 3 ? 0 : 1;
}

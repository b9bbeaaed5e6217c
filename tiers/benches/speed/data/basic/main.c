/* A small BASIC as a compiler makes it: each round enters three programs and runs them. Wide code, none of which is a
   hot loop. At $0200 two 16-bit sums of all that they print, the second of the first after each byte. */

#include "basic.h"

#define RESULT (*(unsigned long *)0x0200)

void main(void) {
    const char *const *const *next = programs;
    RESULT = 0;
    while (*next) {
        const char *const *lines = *next++;
        forget();
        enter("");
        while (*lines) {
            enter(*lines++);
        }
        run();
    }
}

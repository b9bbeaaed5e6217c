/* Counts the primes below 4096, as often as its argument says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 4096

static unsigned char composite[SIZE];

static unsigned count(void) {
    unsigned i, k;
    unsigned found = 0;
    memset(composite, 0, SIZE);
    for (i = 2; i < SIZE; ++i) {
        if (!composite[i]) {
            ++found;
            for (k = i + i; k < SIZE; k += i) {
                composite[k] = 1;
            }
        }
    }
    return found;
}

int main(int argc, char **argv) {
    unsigned found = 0;
    int times = argc > 1 ? atoi(argv[1]) : 1;
    while (times--) {
        found = count();
    }
    printf("%u primes\n", found);
    return 0;
}

/* Counts the primes below 2048, several times over. */
#include <stdio.h>
#include <string.h>

static unsigned char composite[2048];

int main (void)
{
    unsigned i, k, count;
    unsigned char round;
    for (round = 0; round < 5; ++round) {
        count = 0;
        memset (composite, 0, sizeof (composite));
        for (i = 2; i < sizeof (composite); ++i) {
            if (composite[i]) {
                continue;
            }
            ++count;
            for (k = i + i; k < sizeof (composite); k += i) {
                composite[k] = 1;
            }
        }
    }
    printf ("%u primes\n", count);
    return 0;
}

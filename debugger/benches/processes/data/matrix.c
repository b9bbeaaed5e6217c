/* Multiplies a matrix of 8 by 8 with itself so often, modulo a prime, and prints its trace. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 8
#define PRIME 251

static unsigned power[SIZE][SIZE];
static unsigned first[SIZE][SIZE];
static unsigned product[SIZE][SIZE];

static void multiply(void) {
    unsigned char i, j, k;
    for (i = 0; i < SIZE; ++i) {
        for (j = 0; j < SIZE; ++j) {
            unsigned sum = 0;
            for (k = 0; k < SIZE; ++k) {
                sum = (sum + power[i][k] * first[k][j]) % PRIME;
            }
            product[i][j] = sum;
        }
    }
    memcpy(power, product, sizeof power);
}

int main(int argc, char **argv) {
    int times = argc > 1 ? atoi(argv[1]) : 1;
    unsigned trace = 0;
    unsigned char i, j;
    for (i = 0; i < SIZE; ++i) {
        for (j = 0; j < SIZE; ++j) {
            first[i][j] = power[i][j] = (i * 5 + j * 3 + i * j) % 17;
        }
    }
    while (times--) {
        multiply();
    }
    for (i = 0; i < SIZE; ++i) {
        trace += power[i][i];
    }
    printf("trace %u\n", trace);
    return 0;
}

/* Sorts so many random numbers by the library, and says which is the median. */
#include <stdio.h>
#include <stdlib.h>

#define MOST 2000

static unsigned numbers[MOST];

static int in_order(const void *a, const void *b) {
    unsigned first = *(const unsigned *)a;
    unsigned second = *(const unsigned *)b;
    return first < second ? -1 : first > second;
}

int main(int argc, char **argv) {
    int count = argc > 1 ? atoi(argv[1]) : 100;
    unsigned seed = 1;
    int i;
    if (count > MOST) {
        return 1;
    }
    for (i = 0; i < count; ++i) {
        seed = seed * 25173 + 13849;
        numbers[i] = seed;
    }
    qsort(numbers, count, sizeof numbers[0], in_order);
    printf("the median is %u\n", numbers[count / 2]);
    return 0;
}

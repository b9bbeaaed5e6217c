/* Moves a tower of so many discs, and says how many moves it took and how tall each peg ever was. */
#include <stdio.h>
#include <stdlib.h>

static unsigned long moves;
static unsigned char height[3];
static unsigned char tallest[3];

static void move(unsigned char discs, unsigned char from, unsigned char to) {
    unsigned char other = 3 - from - to;
    if (discs == 0) {
        return;
    }
    move(discs - 1, from, other);
    --height[from];
    if (++height[to] > tallest[to]) {
        tallest[to] = height[to];
    }
    ++moves;
    move(discs - 1, other, to);
}

int main(int argc, char **argv) {
    unsigned char discs = argc > 1 ? atoi(argv[1]) : 8;
    height[0] = tallest[0] = discs;
    move(discs, 0, 2);
    printf("%lu moves, heights %u %u %u\n", moves, tallest[0], tallest[1], tallest[2]);
    return 0;
}

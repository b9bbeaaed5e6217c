/* Digs a maze of 24 by 24 cells from a seed, finds the way through by breadth, so often, and prints the longest way. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 24
#define CELLS (SIZE * SIZE)

/* Whether there is a way to the right, and down. */
static unsigned char right[CELLS];
static unsigned char down[CELLS];
static unsigned distance[CELLS];
static unsigned waiting[CELLS];
static unsigned seed;

static unsigned char is_heads(void) {
    seed = seed * 25173 + 13849;
    return seed >> 15;
}

/* Every cell has a way to the right or down, but for the last. */
static void dig(void) {
    unsigned char row, column;
    unsigned cell = 0;
    memset(right, 0, sizeof right);
    memset(down, 0, sizeof down);
    for (row = 0; row < SIZE; ++row) {
        for (column = 0; column < SIZE; ++column) {
            if (row == SIZE - 1 || (column < SIZE - 1 && is_heads())) {
                right[cell] = column < SIZE - 1;
            } else {
                down[cell] = 1;
            }
            ++cell;
        }
    }
}

static unsigned tail;

static void reach(unsigned cell, unsigned steps) {
    if (!distance[cell]) {
        distance[cell] = steps;
        waiting[tail++] = cell;
    }
}

static unsigned farthest(void) {
    unsigned head = 0;
    unsigned steps = 0;
    tail = 0;
    memset(distance, 0, sizeof distance);
    reach(0, 1);
    while (head < tail) {
        unsigned cell = waiting[head++];
        steps = distance[cell] + 1;
        if (right[cell]) {
            reach(cell + 1, steps);
        }
        if (down[cell]) {
            reach(cell + SIZE, steps);
        }
        if (cell > 0 && right[cell - 1]) {
            reach(cell - 1, steps);
        }
        if (cell >= SIZE && down[cell - SIZE]) {
            reach(cell - SIZE, steps);
        }
    }
    return steps - 2;
}

int main(int argc, char **argv) {
    int times = argc > 1 ? atoi(argv[1]) : 1;
    unsigned longest = 0;
    while (times--) {
        unsigned way;
        seed = times;
        dig();
        way = farthest();
        if (way > longest) {
            longest = way;
        }
    }
    printf("%u steps\n", longest);
    return 0;
}

/* The output: the last 256 bytes of it, and two sums of all, the second of which depends on their order. */

#include "basic.h"

#define SUM (*(unsigned *)0x0200)
#define SUM_OF_SUMS (*(unsigned *)0x0202)

static unsigned char screen[256];
static unsigned char column;

void put(unsigned char byte) {
    screen[column++] = byte;
    SUM += byte;
    SUM_OF_SUMS += SUM;
}

/* Writes the digits of a number; how many bytes they are. */
unsigned char to_digits(int value, unsigned char *to) {
    unsigned char backwards[6];
    unsigned char count = 0;
    unsigned char length = 0;
    unsigned left = value;
    if (value < 0) {
        to[length++] = '-';
        left = -value;
    }
    do {
        backwards[count++] = '0' + left % 10;
        left /= 10;
    } while (left);
    while (count) {
        to[length++] = backwards[--count];
    }
    return length;
}

void put_number(int value) {
    unsigned char text[6];
    unsigned char length = to_digits(value, text);
    unsigned char i;
    for (i = 0; i < length; ++i) {
        put(text[i]);
    }
}

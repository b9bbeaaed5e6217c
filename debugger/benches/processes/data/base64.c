/* Writes bytes in base 64 and reads them again, so often, and prints what they are in the end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 48

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static unsigned char value_of[128];
static unsigned char bytes[SIZE];
static char text[SIZE / 3 * 4 + 1];

static void write_text(void) {
    unsigned char *from = bytes;
    char *to = text;
    while (from < bytes + SIZE) {
        *to++ = digits[from[0] >> 2];
        *to++ = digits[(from[0] << 4 & 0x30) | from[1] >> 4];
        *to++ = digits[(from[1] << 2 & 0x3C) | from[2] >> 6];
        *to++ = digits[from[2] & 0x3F];
        from += 3;
    }
    *to = 0;
}

static void read_text(void) {
    char *from = text;
    unsigned char *to = bytes;
    while (*from) {
        unsigned char a = value_of[from[0]];
        unsigned char b = value_of[from[1]];
        unsigned char c = value_of[from[2]];
        unsigned char d = value_of[from[3]];
        *to++ = a << 2 | b >> 4;
        *to++ = b << 4 | c >> 2;
        *to++ = c << 6 | d;
        from += 4;
    }
}

int main(int argc, char **argv) {
    int times = argc > 1 ? atoi(argv[1]) : 1;
    unsigned char i;
    for (i = 0; i < 64; ++i) {
        value_of[digits[i]] = i;
    }
    for (i = 0; i < SIZE; ++i) {
        bytes[i] = i * 37;
    }
    while (times--) {
        char first;
        write_text();
        /* So that the next time they are others. */
        first = text[0];
        memmove(text, text + 1, strlen(text) - 1);
        text[strlen(text) - 1] = first;
        read_text();
    }
    puts(text);
    return 0;
}

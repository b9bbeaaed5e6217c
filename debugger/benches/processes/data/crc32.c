/* CRC-32 of so many pages of bytes, by a table that it makes first. */
#include <stdio.h>
#include <stdlib.h>

static unsigned long table[256];
static unsigned char page[256];

static void make_table(void) {
    unsigned i;
    unsigned char bit;
    for (i = 0; i < 256; ++i) {
        unsigned long value = i;
        for (bit = 0; bit < 8; ++bit) {
            value = value & 1 ? (value >> 1) ^ 0xEDB88320UL : value >> 1;
        }
        table[i] = value;
    }
}

int main(int argc, char **argv) {
    int pages = argc > 1 ? atoi(argv[1]) : 1;
    unsigned long crc = 0xFFFFFFFFUL;
    unsigned i;
    make_table();
    for (i = 0; i < 256; ++i) {
        page[i] = i * 7 + 3;
    }
    while (pages--) {
        for (i = 0; i < 256; ++i) {
            crc = (crc >> 8) ^ table[(unsigned char)crc ^ page[i]];
        }
    }
    printf("%08lx\n", ~crc);
    return 0;
}

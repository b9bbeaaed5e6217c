/* Writes the numbers up to its argument in Roman numerals, and prints the longest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const numerals[] = {
    "M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I",
};
static const int values[] = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};

static char longest[24];

static void write_number(int number) {
    char text[24];
    unsigned char i = 0;
    text[0] = 0;
    while (number) {
        if (number >= values[i]) {
            number -= values[i];
            strcat(text, numerals[i]);
        } else {
            ++i;
        }
    }
    if (strlen(text) > strlen(longest)) {
        strcpy(longest, text);
    }
}

int main(int argc, char **argv) {
    int last = argc > 1 ? atoi(argv[1]) : 100;
    int number;
    for (number = 1; number <= last; ++number) {
        write_number(number);
    }
    printf("%s\n", longest);
    return 0;
}

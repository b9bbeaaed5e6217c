/* Evaluates a list of expressions, which are text, so often, and prints the sum of their values. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const expressions[] = {
    "1 + 2 * 3", "(4 + 5) * (6 - 7)", "100 / 7 / 2", "((((8))))", "-(3 - 12) * 11", "2 * (3 + (4 - (5 + 6)))",
};

#define COUNT (sizeof expressions / sizeof expressions[0])

static const char *at;

static int sum(void);

static void blanks(void) {
    while (isspace(*at)) {
        ++at;
    }
}

static int factor(void) {
    int value = 0;
    blanks();
    if (*at == '-') {
        ++at;
        return -factor();
    }
    if (*at == '(') {
        ++at;
        value = sum();
        ++at;
    } else {
        while (isdigit(*at)) {
            value = value * 10 + (*at++ - '0');
        }
    }
    blanks();
    return value;
}

static int product(void) {
    int value = factor();
    while (*at == '*' || *at == '/') {
        if (*at++ == '*') {
            value *= factor();
        } else {
            value /= factor();
        }
    }
    return value;
}

static int sum(void) {
    int value = product();
    while (*at == '+' || *at == '-') {
        if (*at++ == '+') {
            value += product();
        } else {
            value -= product();
        }
    }
    return value;
}

int main(int argc, char **argv) {
    int times = argc > 1 ? atoi(argv[1]) : 1;
    long total = 0;
    while (times--) {
        unsigned char i;
        for (i = 0; i < COUNT; ++i) {
            at = expressions[i];
            total += sum();
        }
    }
    printf("%ld in all\n", total);
    return 0;
}

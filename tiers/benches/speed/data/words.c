/* Sorts words by the library, joins them, and hashes the line: pointers to functions, strings, structures, and
   arithmetic of 16 and 32 bits as a compiler makes them. At $0200 the hash, 32 bits. */

#include <stdlib.h>
#include <string.h>

#define RESULT (*(unsigned long *)0x0200)

struct word {
    const char *text;
    unsigned char length;
};

static const char *const texts[] = {
    "carry", "zero", "interrupt", "decimal", "break", "unused", "overflow", "negative",
    "accumulator", "index", "stack", "pointer", "program", "counter", "status", "memory",
    "page", "absolute", "indirect", "relative", "implied", "immediate", "branch", "jump",
};

#define COUNT (sizeof texts / sizeof texts[0])

static struct word words[COUNT];
static char line[256];

static int in_order(const void *a, const void *b) {
    const struct word *first = a;
    const struct word *second = b;
    if (first->length != second->length) {
        return first->length - second->length;
    }
    return strcmp(first->text, second->text);
}

static unsigned long hash(const char *text) {
    unsigned long value = 5381;
    while (*text) {
        value = value * 33 + *text++;
    }
    return value;
}

void main(void) {
    unsigned char i;
    for (i = 0; i < COUNT; ++i) {
        words[i].text = texts[i];
        words[i].length = strlen(texts[i]);
    }
    qsort(words, COUNT, sizeof words[0], in_order);
    line[0] = 0;
    for (i = 0; i < COUNT; ++i) {
        strcat(line, words[i].text);
        strcat(line, " ");
    }
    RESULT = hash(line);
}

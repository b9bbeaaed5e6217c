/* What variables hold: numbers, arrays of them, and strings in a space that is copied to another when it is full. */

#include "basic.h"
#include <string.h>

#define SPACE 768
#define ELEMENTS 400
/* What a statement may need. */
#define SPARE 256

int numbers[26];
struct string strings[26];

static int pool[ELEMENTS];
static unsigned pool_used;
static int *arrays[26];
static int last[26];

static unsigned char spaces[2][SPACE];
static unsigned char current;
static unsigned used;

void forget(void) {
    memset(numbers, 0, sizeof numbers);
    memset(strings, 0, sizeof strings);
    memset(arrays, 0, sizeof arrays);
    memset(pool, 0, sizeof pool);
    pool_used = 0;
    used = 0;
}

/* Between two statements, when no string is on its way: keeps what variables hold. */
void collect(void) {
    unsigned char i;
    unsigned char *to;
    if (used + SPARE <= SPACE) {
        return;
    }
    current ^= 1;
    to = spaces[current];
    for (i = 0; i < 26; ++i) {
        if (strings[i].length) {
            memcpy(to, strings[i].start, strings[i].length);
            strings[i].start = to;
            to += strings[i].length;
        }
    }
    used = to - spaces[current];
}

unsigned char *room(unsigned length) {
    unsigned char *start;
    if (used + length > SPACE) {
        fail(NO_ROOM);
        return spaces[current];
    }
    start = spaces[current] + used;
    used += length;
    return start;
}

void dimension(unsigned char name, int size) {
    if (size < 0 || pool_used + size + 1 > ELEMENTS) {
        fail(NO_ROOM);
        return;
    }
    arrays[name] = pool + pool_used;
    last[name] = size;
    pool_used += size + 1;
}

int *element(unsigned char name, int index) {
    if (!arrays[name]) {
        dimension(name, 10);
    }
    if (!arrays[name] || index < 0 || index > last[name]) {
        fail(OUTSIDE);
        return pool;
    }
    return arrays[name] + index;
}

/* Expressions, by descent: OR, AND, NOT, comparisons, sums, products, and what these are made of. True is -1. */

#include "basic.h"
#include <string.h>

const unsigned char *at;

void expect(unsigned char byte) {
    if (*at != byte) {
        fail(SYNTAX);
        return;
    }
    ++at;
}

int digits(const unsigned char **from) {
    int value = 0;
    while (**from >= '0' && **from <= '9') {
        value = value * 10 + (*(*from)++ - '0');
    }
    return value;
}

static unsigned char is_letter(unsigned char byte) {
    return byte >= 'A' && byte <= 'Z';
}

unsigned char is_text(void) {
    return *at == '"' || (*at >= LEFT && *at <= STR) || (is_letter(*at) && at[1] == '$');
}

static int in_brackets(void) {
    int value;
    expect('(');
    value = expression();
    expect(')');
    return value;
}

/* LEFT$, RIGHT$ and MID$. */
static void part(unsigned char which, struct string *to) {
    int first = 1;
    int count;
    expect('(');
    text(to);
    expect(',');
    count = expression();
    if (which == MID) {
        first = count;
        count = 255;
        if (*at == ',') {
            ++at;
            count = expression();
        }
    }
    expect(')');
    if (count > to->length) {
        count = to->length;
    }
    if (which == RIGHT) {
        first = to->length - count + 1;
    }
    if (first < 1 || count < 0) {
        fail(OUTSIDE);
        return;
    }
    if (first > to->length) {
        to->length = 0;
        return;
    }
    if (count > to->length - first + 1) {
        count = to->length - first + 1;
    }
    to->start += first - 1;
    to->length = count;
}

static void simple_text(struct string *to) {
    unsigned char byte = *at++;
    unsigned char *made;
    to->length = 0;
    if (byte == '"') {
        to->start = at;
        while (*at && *at != '"') {
            ++at;
        }
        to->length = at - to->start;
        expect('"');
    } else if (byte >= LEFT && byte <= MID) {
        part(byte, to);
    } else if (byte == CHR) {
        made = room(1);
        *made = in_brackets();
        to->start = made;
        to->length = 1;
    } else if (byte == STR) {
        made = room(6);
        to->length = to_digits(in_brackets(), made);
        to->start = made;
    } else if (is_letter(byte) && *at == '$') {
        ++at;
        *to = strings[byte - 'A'];
    } else {
        fail(SYNTAX);
    }
}

/* Strings joined by +. */
void text(struct string *to) {
    simple_text(to);
    while (*at == '+' && is_running) {
        struct string more;
        unsigned char *made;
        ++at;
        simple_text(&more);
        made = room(to->length + more.length);
        memcpy(made, to->start, to->length);
        memcpy(made + to->length, more.start, more.length);
        to->start = made;
        to->length += more.length;
    }
}

static int of_text(unsigned char function) {
    struct string given;
    const unsigned char *from;
    expect('(');
    text(&given);
    expect(')');
    if (function == LEN) {
        return given.length;
    }
    if (given.length == 0) {
        return 0;
    }
    from = given.start;
    return function == ASC ? *from : digits(&from);
}

static int factor(void) {
    unsigned char byte = *at;
    int value;
    if (byte >= '0' && byte <= '9') {
        return digits(&at);
    }
    if (byte == '(') {
        return in_brackets();
    }
    ++at;
    if (is_letter(byte)) {
        byte -= 'A';
        return *at == '(' ? *element(byte, in_brackets()) : numbers[byte];
    }
    switch (byte) {
    case '-':
        return -factor();
    case LEN:
    case ASC:
    case VAL:
        return of_text(byte);
    case ABS:
        value = in_brackets();
        return value < 0 ? -value : value;
    case SGN:
        value = in_brackets();
        return value < 0 ? -1 : value > 0;
    }
    fail(SYNTAX);
    return 0;
}

static int product(void) {
    int value = factor();
    while (is_running) {
        int other;
        if (*at == '*') {
            ++at;
            value *= factor();
        } else if (*at == '/') {
            ++at;
            other = factor();
            if (other == 0) {
                fail(BY_ZERO);
                return 0;
            }
            value /= other;
        } else {
            break;
        }
    }
    return value;
}

static int sum(void) {
    int value = product();
    for (;;) {
        if (*at == '+') {
            ++at;
            value += product();
        } else if (*at == '-') {
            ++at;
            value -= product();
        } else {
            return value;
        }
    }
}

static int holds(unsigned char relation, int difference) {
    switch (relation) {
    case '=':
        return -(difference == 0);
    case '<':
        return -(difference < 0);
    case '>':
        return -(difference > 0);
    case AT_MOST:
        return -(difference <= 0);
    case AT_LEAST:
        return -(difference >= 0);
    }
    return -(difference != 0);
}

static unsigned char relation(void) {
    unsigned char byte = *at;
    if (byte == '=' || byte == '<' || byte == '>' || (byte >= AT_MOST && byte <= DIFFERS)) {
        ++at;
        return byte;
    }
    return 0;
}

static int order(const struct string *a, const struct string *b) {
    unsigned char length = a->length < b->length ? a->length : b->length;
    int found = memcmp(a->start, b->start, length);
    return found ? found : (int)a->length - (int)b->length;
}

static int comparison(void) {
    unsigned char asked;
    if (*at == NOT) {
        ++at;
        return ~comparison();
    }
    if (is_text()) {
        struct string left;
        struct string right;
        text(&left);
        asked = relation();
        text(&right);
        return holds(asked, order(&left, &right));
    } else {
        int value = sum();
        asked = relation();
        if (asked) {
            int other = sum();
            value = holds(asked, value < other ? -1 : value > other);
        }
        return value;
    }
}

static int conjunction(void) {
    int value = comparison();
    while (*at == AND) {
        ++at;
        value &= comparison();
    }
    return value;
}

int expression(void) {
    int value = conjunction();
    while (*at == OR) {
        ++at;
        value |= conjunction();
    }
    return value;
}

/* Lines of text become lines of the program: keywords to a byte each, blanks gone but for strings. */

#include "basic.h"
#include <string.h>

#define SIZE 2048

unsigned char program[SIZE];
static unsigned char *end;

static const char *const keywords[] = {
    "END", "FOR", "TO", "STEP", "NEXT", "GOTO", "GOSUB", "RETURN", "IF", "THEN", "LET", "PRINT", "DIM", "REM", "AND",
    "OR", "NOT", "LEFT$", "RIGHT$", "MID$", "CHR$", "STR$", "LEN", "ASC", "VAL", "ABS", "SGN", "<=", ">=", "<>",
};

#define COUNT (sizeof keywords / sizeof keywords[0])

/* The keyword that the text begins with, and the text behind it; or 0. */
unsigned char keyword(const char **text) {
    unsigned char i;
    for (i = 0; i < COUNT; ++i) {
        unsigned char length = strlen(keywords[i]);
        if (strncmp(*text, keywords[i], length) == 0) {
            *text += length;
            return END + i;
        }
    }
    return 0;
}

/* Appends a line, which begins with its number; an empty text begins a new program. */
void enter(const char *text) {
    struct line *line;
    unsigned char *to;
    unsigned char is_quoted = 0;
    if (*text == 0) {
        end = program;
        *(unsigned *)end = 0;
        return;
    }
    line = (struct line *)end;
    if (end + strlen(text) + 8 > program + SIZE) {
        fail(NO_ROOM);
        return;
    }
    line->number = digits((const unsigned char **)&text);
    to = line->text;
    while (*text) {
        unsigned char token = is_quoted ? 0 : keyword(&text);
        if (token) {
            *to++ = token;
            continue;
        }
        if (*text == '"') {
            is_quoted = !is_quoted;
        }
        if (is_quoted || *text != ' ') {
            *to++ = *text;
        }
        ++text;
    }
    *to++ = 0;
    line->length = to - end;
    end = to;
    *(unsigned *)end = 0;
}

/* The line of that number, or 0. */
const struct line *line_of(unsigned number) {
    const unsigned char *from = program;
    while (((const struct line *)from)->number) {
        if (((const struct line *)from)->number == number) {
            return (const struct line *)from;
        }
        from += ((const struct line *)from)->length;
    }
    return 0;
}

/* What the parts of the small BASIC know of each other. Numbers have 16 bits, names one letter; lines are crunched, so
   that a keyword is one byte, and are searched from the first one on by every GOTO. */

#ifndef BASIC_H
#define BASIC_H

enum {
    END = 0x80, FOR, TO, STEP, NEXT, GOTO, GOSUB, RETURN, IF, THEN, LET, PRINT, DIM, REM, AND, OR, NOT,
    LEFT, RIGHT, MID, CHR, STR, LEN, ASC, VAL, ABS, SGN,
    AT_MOST, AT_LEAST, DIFFERS
};

enum { SYNTAX = 1, NO_LINE, NO_LOOP, NO_CALL, TOO_DEEP, NO_ROOM, OUTSIDE, BY_ZERO };

/* A line: its number, the bytes of all of it, its text up to a 0. The last one has number 0. */
struct line {
    unsigned number;
    unsigned char length;
    unsigned char text[1];
};

struct string {
    const unsigned char *start;
    unsigned char length;
};

/* crunch.c */
extern unsigned char program[];
void enter(const char *text);
const struct line *line_of(unsigned number);
unsigned char keyword(const char **text);

/* store.c */
extern int numbers[26];
extern struct string strings[26];
void forget(void);
void collect(void);
unsigned char *room(unsigned length);
int *element(unsigned char name, int index);
void dimension(unsigned char name, int last);

/* express.c */
extern const unsigned char *at;
int expression(void);
void text(struct string *to);
unsigned char is_text(void);
void expect(unsigned char byte);
int digits(const unsigned char **from);

/* execute.c */
void run(void);
void fail(unsigned char fault);
extern unsigned char is_running;

/* print.c */
void put(unsigned char byte);
void put_number(int value);
unsigned char to_digits(int value, unsigned char *to);

/* programs.c */
extern const char *const *const programs[];

#endif

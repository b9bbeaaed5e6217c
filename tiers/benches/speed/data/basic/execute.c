/* Statements: where the program is, its loops and calls, and what each statement does. */

#include "basic.h"

#define DEEPEST 8

struct loop {
    unsigned char name;
    int limit, step;
    const struct line *line;
    const unsigned char *at;
};

struct call {
    const struct line *line;
    const unsigned char *at;
};

unsigned char is_running;

static const struct line *line;
static struct loop loops[DEEPEST];
static struct call calls[DEEPEST];
static unsigned char loop_count, call_count;

/* Ends the program; what went wrong is printed, so that it cannot go unseen. */
void fail(unsigned char fault) {
    if (is_running) {
        is_running = 0;
        put('?');
        put_number(fault);
        put(' ');
        put_number(line->number);
    }
}

static void go_to(void) {
    const struct line *found = line_of(digits(&at));
    if (!found) {
        fail(NO_LINE);
        return;
    }
    line = found;
    at = line->text;
}

static unsigned char name(void) {
    return *at++ - 'A';
}

static void let(void) {
    unsigned char variable = name();
    if (*at == '$') {
        struct string value;
        ++at;
        expect('=');
        text(&value);
        strings[variable] = value;
    } else if (*at == '(') {
        int index, value;
        ++at;
        index = expression();
        expect(')');
        expect('=');
        value = expression();
        *element(variable, index) = value;
    } else {
        expect('=');
        numbers[variable] = expression();
    }
}

static void begin_loop(void) {
    struct loop *loop = &loops[loop_count];
    if (loop_count == DEEPEST) {
        fail(TOO_DEEP);
        return;
    }
    loop->name = *at - 'A';
    let();
    expect(TO);
    loop->limit = expression();
    loop->step = 1;
    if (*at == STEP) {
        ++at;
        loop->step = expression();
    }
    loop->line = line;
    loop->at = at;
    ++loop_count;
}

static void next(void) {
    unsigned char variable = name();
    struct loop *loop;
    int value;
    /* A loop that was left early is forgotten here. */
    while (loop_count && loops[loop_count - 1].name != variable) {
        --loop_count;
    }
    if (!loop_count) {
        fail(NO_LOOP);
        return;
    }
    loop = &loops[loop_count - 1];
    value = numbers[variable] += loop->step;
    if (loop->step < 0 ? value < loop->limit : value > loop->limit) {
        --loop_count;
        return;
    }
    line = loop->line;
    at = loop->at;
}

static void gosub(void) {
    struct call *call = &calls[call_count];
    if (call_count == DEEPEST) {
        fail(TOO_DEEP);
        return;
    }
    ++call_count;
    call->line = line;
    call->at = at;
    /* Behind the number is where it comes back to. */
    digits(&call->at);
    go_to();
}

static void comes_back(void) {
    if (!call_count) {
        fail(NO_CALL);
        return;
    }
    --call_count;
    line = calls[call_count].line;
    at = calls[call_count].at;
}

static void print(void) {
    unsigned char ends = 1;
    while (*at && *at != ':' && is_running) {
        ends = 1;
        if (is_text()) {
            struct string value;
            unsigned char i;
            text(&value);
            for (i = 0; i < value.length; ++i) {
                put(value.start[i]);
            }
        } else {
            put_number(expression());
        }
        if (*at == ';') {
            ++at;
            ends = 0;
        }
    }
    if (ends) {
        put('\n');
    }
}

static void to_end_of_line(void) {
    while (*at) {
        ++at;
    }
}

static void statement(void) {
    unsigned char token = *at;
    if (token < END) {
        let();
        return;
    }
    ++at;
    switch (token) {
    case LET:
        let();
        break;
    case FOR:
        begin_loop();
        break;
    case NEXT:
        next();
        break;
    case GOTO:
        go_to();
        break;
    case GOSUB:
        gosub();
        break;
    case RETURN:
        comes_back();
        break;
    case IF:
        if (expression()) {
            expect(THEN);
            if (*at >= '0' && *at <= '9') {
                go_to();
            } else {
                statement();
            }
        } else {
            to_end_of_line();
        }
        break;
    case PRINT:
        print();
        break;
    case DIM:
        token = name();
        expect('(');
        dimension(token, expression());
        expect(')');
        break;
    case REM:
        to_end_of_line();
        break;
    case END:
        is_running = 0;
        break;
    default:
        fail(SYNTAX);
    }
}

void run(void) {
    is_running = 1;
    loop_count = call_count = 0;
    line = (const struct line *)program;
    at = line->text;
    while (is_running) {
        if (*at == ':') {
            ++at;
        } else if (*at == 0) {
            line = (const struct line *)((const unsigned char *)line + line->length);
            if (line->number == 0) {
                return;
            }
            at = line->text;
        } else {
            collect();
            statement();
        }
    }
}

/* How many ways there are to put eight queens on a board so that none attacks another: recursion, arrays and
   comparisons as a compiler makes them. 92, at $0200. */

#define SIZE 8
#define RESULT (*(unsigned int *)0x0200)

static unsigned char column_of[SIZE];
static unsigned int ways;

static unsigned char is_free(unsigned char row, unsigned char column) {
    unsigned char above;
    for (above = 0; above < row; ++above) {
        unsigned char other = column_of[above];
        unsigned char apart = other > column ? other - column : column - other;
        if (apart == 0 || apart == row - above) {
            return 0;
        }
    }
    return 1;
}

static void place(unsigned char row) {
    unsigned char column;
    if (row == SIZE) {
        ++ways;
        return;
    }
    for (column = 0; column < SIZE; ++column) {
        if (is_free(row, column)) {
            column_of[row] = column;
            place(row + 1);
        }
    }
}

void main(void) {
    ways = 0;
    place(0);
    RESULT = ways;
}

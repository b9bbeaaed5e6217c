/* The average of a table, with a mistake in it. */

unsigned int counter;
unsigned char values[5] = { 10, 20, 30, 40, 50 };
static unsigned int result;

static unsigned int sum(const unsigned char *table, unsigned char length)
{
    unsigned int total = 0;
    unsigned char i;

    for (i = 1; i < length; ++i) {
        total += table[i];
        ++counter;
    }
    return total;
}

static unsigned int factorial(unsigned char n)
{
    if (n < 2)
        return 1;
    return n * factorial(n - 1);
}

int main(void)
{
    static unsigned char last;
    unsigned int average;

    average = sum(values, sizeof values) / sizeof values;
    last = average;
    result = factorial(4);
    return last == 30 ? 0 : 1;
}

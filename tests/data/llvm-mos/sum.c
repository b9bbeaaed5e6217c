/* Compiled by hand, as llvm-mos does it: tests/elf makes sum.elf of it. */
struct point { int x; int y; char tag; };
enum color { RED, GREEN, BLUE = 7 };

int values[4] = {1, 2, 3, 4};
int total;
struct point spot = {3, -4, 'Z'};
enum color hue = BLUE;
int *first = values;
char turbo = 1;

static int add(int a, int b)
{
    return a + b;
}

int main(void)
{
    int i;
    for (i = 0; i < 4; i++)
        total = add(total, values[i]);
    return total;
}

/* A variable of each type: numbers, arrays, pointers, structs, unions, enums, functions; globals, statics, locals. */

typedef unsigned char byte;
typedef unsigned int word;

enum color { BLACK, RED = 2, GREEN, BLUE = 14 };

struct point {
    int x;
    int y;
};

struct sprite {
    byte id;
    struct point at;
    enum color color;
    const char *name;
    byte shape[4];
    unsigned int is_shown : 1;
    unsigned int frame : 3;
};

union cell {
    word number;
    byte bytes[2];
    struct {
        byte low;
        byte high;
    } parts;
};

typedef int (*operation)(int, int);

signed char small = -5;
byte letter = 'A';
int negative = -1234;
word large = 60000U;
long far_away = -100000L;
unsigned long huge = 3000000000UL;

char text[] = "Jumppad";
int numbers[5] = { 10, 20, 30, 40, 50 };
byte grid[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
const char *words[] = { "one", "two", "three" };

struct point origin;
struct sprite hero = { 7, { 100, -20 }, GREEN, "hero", { 1, 2, 4, 8 }, 1, 5 };
struct sprite *shown = &hero;
struct point path[3] = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
union cell mixed = { 0x1234 };
enum color border = BLUE;
int *second = &numbers[1];
byte **nothing;

static int add(int a, int b) {
    return a + b;
}

static int multiply(int a, int b) {
    return a * b;
}

operation chosen = add;
operation all[2] = { add, multiply };

/* Counts its calls, in a variable that outlives them. */
static word count(void) {
    static word calls;
    ++calls;
    return calls;
}

static int locals(char c, int i, long l, struct point *p) {
    byte small_array[3];
    struct point here;
    register int *walk = numbers;
    int shadow = i;
    here.x = p->x + 1;
    here.y = p->y;
    small_array[0] = c;
    small_array[1] = c + 1;
    small_array[2] = 0;
    {
        long shadow = l;
        l = shadow * 2;
    }
    ++walk;
    return *walk + here.x + shadow + (int)l + small_array[1];
}

int main(void) {
    int result;
    word calls;
    count();
    calls = count();
    result = chosen(2, 3) + all[1](4, 5);
    shown->at.x += 5;
    mixed.parts.high = 0x56;
    result += locals('x', 3, 70000L, &hero.at);
    return result == 9203 ? calls - 2 : 1;
}

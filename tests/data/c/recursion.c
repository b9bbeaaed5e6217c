/* Recursion: a factorial, the moves of the towers of Hanoi, and two functions that call each other. */

unsigned int moves;
unsigned char pegs[3] = { 3, 0, 0 };

unsigned int factorial(unsigned char n) {
    unsigned int below;
    if (n < 2) {
        return 1;
    }
    below = factorial(n - 1);
    return n * below;
}

void hanoi(unsigned char n, unsigned char from, unsigned char to) {
    unsigned char other;
    if (n == 0) {
        return;
    }
    other = 3 - from - to;
    hanoi(n - 1, from, other);
    --pegs[from];
    ++pegs[to];
    ++moves;
    hanoi(n - 1, other, to);
}

unsigned char is_odd(unsigned int n);

unsigned char is_even(unsigned int n) {
    return n == 0 ? 1 : is_odd(n - 1);
}

unsigned char is_odd(unsigned int n) {
    return n == 0 ? 0 : is_even(n - 1);
}

int main(void) {
    unsigned int result = factorial(5);
    hanoi(3, 0, 2);
    if (result != 120 || moves != 7 || !is_even(4)) {
        return 1;
    }
    return 0;
}

/* Greets, and tells its arguments; the exit code says how many there were. */
#include <stdio.h>

int main (int argc, char* argv[])
{
    int i;
    printf ("Hello, sim65!\n");
    for (i = 1; i < argc; ++i) {
        printf ("%d: %s\n", i, argv[i]);
    }
    return argc - 1;
}

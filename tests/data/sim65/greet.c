/* Greets, and writes its arguments, without the weight of printf; the exit code says how many there were. */
#include <string.h>
#include <unistd.h>

static void line (const char* text)
{
    write (1, text, strlen (text));
    write (1, "\n", 1);
}

int main (int argc, char* argv[])
{
    int i;
    line ("Hello, sim65!");
    for (i = 1; i < argc; ++i) {
        line (argv[i]);
    }
    return argc - 1;
}

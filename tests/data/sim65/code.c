/* Ends by exit in the depth of its calls. */
#include <stdlib.h>

static void deeper (unsigned char depth)
{
    if (depth == 0) {
        exit (200);
    }
    deeper (depth - 1);
}

int main (void)
{
    deeper (20);
    return 0;
}

/* What calls that fail leave in errno, and what a folder is to them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static char piece[4];

static void show (int answer)
{
    printf ("%d %d\n", answer, errno);
    errno = 0;
}

int main (void)
{
    errno = 0;
    show (open ("nothing", O_RDONLY));
    show (open (".", O_RDWR));
    show (open (".", O_RDONLY));
    show (read (3, piece, sizeof (piece)));
    show (close (3));
    show (close (77));
    show (write (77, piece, 1));
    return 0;
}

/* Copies a file by pieces of an odd size; the exit code says which step failed. */
#include <fcntl.h>
#include <unistd.h>

static char piece[37];

int main (int argc, char* argv[])
{
    int from, to, length;
    if (argc != 3) {
        return 1;
    }
    from = open (argv[1], O_RDONLY);
    if (from < 0) {
        return 2;
    }
    to = open (argv[2], O_WRONLY | O_CREAT | O_TRUNC);
    if (to < 0) {
        return 3;
    }
    while ((length = read (from, piece, sizeof (piece))) > 0) {
        if (write (to, piece, length) != length) {
            return 4;
        }
    }
    if (length != 0 || close (from) != 0 || close (to) != 0) {
        return 5;
    }
    return close (to) == -1 ? 0 : 6;
}

/* Files as the current sim65 has them: removed, sought in, and errors that are known as such. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main (void)
{
    int a = 1111, b = 2222, c = 3333;
    int fd, r;
    char text[8];

    r = remove ("nope.txt");
    printf ("%d %d %d r=%d errno=%d\n", a, b, c, r, errno != 0);

    fd = open ("made.txt", O_RDWR | O_CREAT | O_TRUNC);
    write (fd, "0123456789", 10);
    printf ("%ld ", lseek (fd, 3L, SEEK_SET));
    memset (text, 0, sizeof text);
    read (fd, text, 3);
    printf ("%s %ld %ld\n", text, lseek (fd, 2L, SEEK_CUR), lseek (fd, 0L, SEEK_END));
    close (fd);
    printf ("%d %d\n", remove ("made.txt"), remove ("made.txt"));

    fd = open ("/dev/null", O_WRONLY);
    printf ("%d\n", write (fd, "gone", 4));
    return 0;
}

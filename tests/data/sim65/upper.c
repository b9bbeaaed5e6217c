/* Writes its input in capitals, byte by byte, and what other bytes there were to the error stream. */
#include <unistd.h>

int main (void)
{
    unsigned char byte;
    while (read (0, &byte, 1) == 1) {
        if (byte >= 'a' && byte <= 'z') {
            byte -= 'a' - 'A';
        }
        write (byte < 0x80 ? 1 : 2, &byte, 1);
    }
    return 0;
}

/* Makes so many words at random, counts them in a hash table of lists, and says which was made most often. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 64

struct word {
    struct word *next;
    unsigned count;
    char text[4];
};

static struct word *buckets[BUCKETS];
static unsigned seed = 42;

static unsigned char random(unsigned char below) {
    seed = seed * 25173 + 13849;
    return (seed >> 8) % below;
}

static void make(char *text) {
    static const char consonants[] = "bdklmnrst";
    static const char vowels[] = "aeiou";
    text[0] = consonants[random(9)];
    text[1] = vowels[random(5)];
    text[2] = consonants[random(9)];
    text[3] = 0;
}

static struct word *find(const char *text) {
    unsigned char bucket = ((unsigned char)text[0] * 5 + text[1] * 3 + text[2]) % BUCKETS;
    struct word *word = buckets[bucket];
    while (word && strcmp(word->text, text) != 0) {
        word = word->next;
    }
    if (!word) {
        word = malloc(sizeof *word);
        word->next = buckets[bucket];
        word->count = 0;
        strcpy(word->text, text);
        buckets[bucket] = word;
    }
    return word;
}

int main(int argc, char **argv) {
    int words = argc > 1 ? atoi(argv[1]) : 100;
    struct word *most = 0;
    char text[4];
    while (words--) {
        struct word *word;
        make(text);
        word = find(text);
        ++word->count;
        if (!most || word->count > most->count) {
            most = word;
        }
    }
    printf("%s, %u times\n", most->text, most->count);
    return 0;
}

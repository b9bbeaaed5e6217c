/* The mean of a game's scores, with a bug to be found. */
#include <stdio.h>

#define PLAYERS 8

unsigned char scores[PLAYERS];
unsigned char players;
unsigned int total;

/* Everybody scores a little more than the one before. */
void play(void) {
    unsigned char i;
    for (i = 0; i <= PLAYERS; ++i) {
        scores[i] = 10 + 7 * i;
    }
}

unsigned int sum(void) {
    unsigned char i;
    unsigned int all = 0;
    for (i = 0; i < players; ++i) {
        all += scores[i];
    }
    return all;
}

int main(void) {
    players = PLAYERS;
    play();
    total = sum();
    printf("%u players, mean %u\n", players, total / players);
    return 0;
}

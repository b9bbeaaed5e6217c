/* A buffer overrun to be found: a player's name is copied without looking at its length. */
#include <stdio.h>

struct player {
    char name[8];
    unsigned char lives;
    unsigned int score;
};

struct player player = { "", 3, 0 };

static void rename_to(struct player *p, const char *name) {
    char *to = p->name;
    while ((*to = *name) != '\0') {
        ++to;
        ++name;
    }
}

static void play(struct player *p) {
    unsigned char round;
    for (round = 1; round <= 3; ++round) {
        p->score += 10 * round;
    }
}

int main(void) {
    rename_to(&player, "Ada");
    play(&player);
    printf("%s: %u lives, %u\n", player.name, player.lives, player.score);
    rename_to(&player, "Countess");
    play(&player);
    printf("%s: %u lives, %u\n", player.name, player.lives, player.score);
    return player.lives == 3 ? 0 : 1;
}

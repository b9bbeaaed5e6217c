/* A shopping list: linked nodes out of a pool, sorted as they come, summed by a function pointer. */
#include <stdio.h>
#include <string.h>

#define MOST 8

struct item {
    char name[8];
    unsigned int price;
    struct item *next;
};

static struct item pool[MOST];
static unsigned char used;
struct item *first;

static struct item *take(const char *name, unsigned int price) {
    struct item *p = &pool[used];
    ++used;
    strcpy(p->name, name);
    p->price = price;
    p->next = NULL;
    return p;
}

/* Puts a new item before the first one that is not cheaper. */
void insert(const char *name, unsigned int price) {
    struct item *new = take(name, price);
    struct item **at = &first;
    while (*at != NULL && (*at)->price < price) {
        at = &(*at)->next;
    }
    new->next = *at;
    *at = new;
}

static void show(struct item *p) {
    printf("%s %u\n", p->name, p->price);
}

void each(void (*visit)(struct item *)) {
    struct item *p;
    for (p = first; p != NULL; p = p->next) {
        visit(p);
    }
}

unsigned int sum(const struct item *p) {
    unsigned int total = 0;
    while (p != NULL) {
        total += p->price;
        p = p->next;
    }
    return total;
}

int main(void) {
    unsigned int total;
    insert("milk", 120);
    insert("bread", 340);
    insert("tea", 260);
    each(show);
    total = sum(first);
    printf("sum %u\n", total);
    return total == 720 ? 0 : 1;
}

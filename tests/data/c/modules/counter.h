/* What counter.c offers. */
#define MORE(x) ((x) + 1)

void counter_run(unsigned char times);
unsigned int counter_value(void);

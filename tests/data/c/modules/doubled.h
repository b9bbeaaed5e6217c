/* What doubled.s offers. */
unsigned int __fastcall__ doubled(unsigned int number);

/* The three programs that are run: sums, strings, and a sieve. */

#include "basic.h"

/* Perfect and abundant numbers, the greatest common divisors of some, and a few sums. */
static const char *const sums[] = {
    "10 REM SUMS",
    "20 DIM D(48): S = 0",
    "30 FOR I = 1 TO 40: S = S + I * I - I / 3: NEXT I",
    "40 PRINT \"SUM \"; S",
    "50 FOR N = 2 TO 48: GOSUB 200: D(N) = T: NEXT N",
    "60 FOR N = 2 TO 48",
    "70 IF D(N) = N THEN PRINT N; \" IS PERFECT\"",
    "80 IF D(N) > N AND NOT (N / 12 * 12 = N) THEN PRINT N; \" IS ABUNDANT BY \"; D(N) - N",
    "90 NEXT N",
    "100 FOR I = 60 TO 10 STEP -10: FOR J = 9 TO 15 STEP 3",
    "110 A = I: B = J: GOSUB 300: PRINT A; \" \";: NEXT J: NEXT I",
    "120 PRINT \"\"",
    "130 END",
    "200 LET T = 1: K = 2",
    "210 IF K > N / 2 THEN RETURN",
    "220 IF N - N / K * K = 0 THEN T = T + K",
    "230 K = K + 1: GOTO 210",
    "300 IF B = 0 THEN RETURN",
    "310 C = A - A / B * B: A = B: B = C: GOTO 300",
    0,
};

/* Reverses, shifts letters, looks for palindromes, and cuts a line into words to put them in order. */
static const char *const strings_[] = {
    "10 S$ = \"LEVEL STATS PAGE NOON ZERO STACK REFER CARRY \"",
    "20 L$ = \"\": C = 0",
    "30 FOR I = 1 TO LEN(S$)",
    "40 IF MID$(S$, I, 1) = \" \" THEN GOSUB 200: GOTO 60",
    "50 L$ = L$ + MID$(S$, I, 1)",
    "60 NEXT I",
    "70 PRINT C; \" OF THEM ARE PALINDROMES; THE LAST IN ORDER IS \"; M$",
    "80 N$ = STR$(-1234) + \"/\" + STR$(C * 1000 + 7)",
    "90 PRINT N$; \" \"; LEN(N$); \" \"; VAL(RIGHT$(N$, 4)) + 1; \" \"; SGN(-C); ABS(-C)",
    "100 END",
    "200 R$ = \"\": X$ = \"\"",
    "210 FOR J = LEN(L$) TO 1 STEP -1: R$ = R$ + MID$(L$, J, 1): NEXT J",
    "220 FOR J = 1 TO LEN(L$): K = ASC(MID$(L$, J, 1)) + 3",
    "230 IF K > 90 THEN K = K - 26",
    "240 X$ = X$ + CHR$(K): NEXT J",
    "250 PRINT LEFT$(L$ + \".......\", 8); R$; \" \"; X$",
    "260 IF R$ = L$ THEN C = C + 1",
    "270 IF L$ >= M$ OR M$ = \"\" THEN M$ = L$",
    "280 L$ = \"\": RETURN",
    0,
};

/* Primes to 250, and the widest gap between two. */
static const char *const sieve[] = {
    "10 M = 250: DIM F(M): C = 0: P = 2: G = 0",
    "20 FOR I = 2 TO M: IF F(I) <> 0 THEN 60",
    "30 C = C + 1: IF I - P > G THEN G = I - P: Q = P",
    "40 P = I: IF I > M / I THEN 60",
    "50 FOR K = I * I TO M STEP I: F(K) = 1: NEXT K",
    "60 NEXT I",
    "70 PRINT C; \" PRIMES TO \"; M; \", THE LAST \"; P; \", WIDEST GAP \"; G; \" AFTER \"; Q",
    0,
};

const char *const *const programs[] = {sums, strings_, sieve, 0};

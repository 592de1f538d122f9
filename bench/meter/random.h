/* xorshift128+ with a fixed seed: the same size gives the same log, to the byte. */
#include <stdint.h>

static uint64_t random_state[2] = {0x9E3779B97F4A7C15u, 0xD1B54A32D192ED03u};

static inline uint64_t random_bits(void) {
  uint64_t a = random_state[0], b = random_state[1];
  random_state[0] = b;
  a ^= a << 23;
  random_state[1] = a ^ b ^ (a >> 18) ^ (b >> 5);
  return random_state[1] + b;
}

/* 0 to limit - 1. The bias of a limit far below 2^32 does not matter to a log. */
static inline uint32_t below(uint32_t limit) { return (uint32_t)(((random_bits() >> 32) * limit) >> 32); }

static inline double fraction(void) { return (random_bits() >> 11) * (1.0 / 9007199254740992.0); }

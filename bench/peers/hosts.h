/* Host names to small numbers. A spelling as it stands in the log is a key of 32 bytes, padded with zeros: found by one
 * AVX2 comparison. What a spelling means (case, port, trailing dot) is worked out once, when it is first seen. */
#include <ctype.h>
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY 32
#define SLOTS 8192 /* a power of two, twice as many as spellings are taken */
#define NO_HOST -1

static uint8_t keys[SLOTS][KEY] __attribute__((aligned(KEY)));
static int32_t ids[SLOTS];
static int spellings;

static char names[SLOTS][KEY + 1];
static int name_count;

static inline __m256i key_of(const uint8_t *host, size_t length) {
  static const uint8_t mask[2 * KEY] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  __m256i keep = _mm256_loadu_si256((const __m256i *)(mask + KEY - length));
  return _mm256_and_si256(_mm256_loadu_si256((const __m256i *)host), keep);
}

static inline uint32_t slot_of(__m256i key) {
  uint64_t a = _mm256_extract_epi64(key, 0), b = _mm256_extract_epi64(key, 1), c = _mm256_extract_epi64(key, 2);
  uint64_t hash = (a ^ (b * 0x9E3779B97F4A7C15u) ^ (c * 0xC2B2AE3D27D4EB4Fu)) * 0xD6E8FEB86659FD93u;
  return (hash >> 40) & (SLOTS - 1);
}

/* Lower case, without the port and one trailing dot; gives its length, 0 where the name is not usable. */
static size_t canonical(char *name, const uint8_t *host, size_t length) {
  const uint8_t *colon = memrchr(host, ':', length);
  if (colon != NULL && *host != '[') length = colon - host;
  if (length > 0 && host[length - 1] == '.') length--;
  if (length == 1 && *host == '-') return 0;
  for (size_t i = 0; i < length; i++) {
    if (host[i] <= ' ' || host[i] == '/' || host[i] == '\\' || host[i] == 127) return 0;
    name[i] = tolower(host[i]);
  }
  name[length] = 0;
  return length;
}

static int32_t name_id(const uint8_t *host, size_t length) {
  char *name = names[name_count];
  if (canonical(name, host, length) == 0) return NO_HOST;
  for (int id = 0; id < name_count; id++)
    if (strcmp(names[id], name) == 0) return id;
  return name_count++;
}

static int32_t remember(uint32_t slot, __m256i key, const uint8_t *host, size_t length) {
  if (++spellings > SLOTS / 2) {
    fprintf(stderr, "more than %d spellings of hosts: this program is for logs with fewer\n", SLOTS / 2);
    exit(1);
  }
  _mm256_store_si256((__m256i *)keys[slot], key);
  return ids[slot] = name_id(host, length);
}

/* 32 bytes must be readable at `host`. */
static inline int32_t host_id(const uint8_t *host, size_t length) {
  if (length == 0 || length > KEY) return NO_HOST;
  __m256i key = key_of(host, length);
  for (uint32_t slot = slot_of(key);; slot = (slot + 1) & (SLOTS - 1)) {
    __m256i other = _mm256_load_si256((const __m256i *)keys[slot]);
    if (_mm256_movemask_epi8(_mm256_cmpeq_epi8(key, other)) == -1) return ids[slot];
    if (_mm256_testz_si256(other, other)) return remember(slot, key, host, length);
  }
}

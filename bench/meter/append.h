/* Text into a buffer: each function writes at `to` and gives the place behind what it wrote. Nothing here checks for room;
 * the caller keeps MAX_LINE bytes free. printf would take three times as long as all the rest of the generator. */
#include <stdint.h>
#include <string.h>

static inline char *append(char *to, const char *text) {
  size_t length = strlen(text);
  memcpy(to, text, length);
  return to + length;
}

static inline char *append_number(char *to, uint64_t value) {
  char digits[20];
  int at = 20;
  do digits[--at] = '0' + value % 10;
  while ((value /= 10) > 0);
  memcpy(to, digits + at, 20 - at);
  return to + 20 - at;
}

/* With leading zeros: append_padded(to, 7, 2) is "07". */
static inline char *append_padded(char *to, uint32_t value, int width) {
  for (int at = width - 1; at >= 0; at--, value /= 10) to[at] = '0' + value % 10;
  return to + width;
}

static inline char *append_hex(char *to, uint32_t value, int width) {
  for (int at = width - 1; at >= 0; at--, value >>= 4) to[at] = "0123456789abcdef"[value & 15];
  return to + width;
}

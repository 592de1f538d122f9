/* Numbers in text, eight digits at a time. 8 bytes before a number must be readable. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NO_NUMBER UINT64_MAX
#define MAX_NUMBER ((1ull << 53) - 1)

/* The last `length` (1 to 8) of the 8 bytes before `end`; NO_NUMBER where one is no digit. */
static inline uint64_t up_to_eight_digits(const uint8_t *end, int length) {
  uint64_t bytes;
  memcpy(&bytes, end - 8, 8);
  uint64_t values = (bytes ^ 0x3030303030303030u) >> (64 - 8 * length) << (64 - 8 * length);
  if (((values + 0x7676767676767676u) | values) & 0x8080808080808080u) return NO_NUMBER;
  values = values * 10 + (values >> 8);
  return (((values & 0x000000FF000000FFu) * 0x000F424000000064u) + (((values >> 16) & 0x000000FF000000FFu) * 0x0000271000000001u)) >> 32;
}

/* Digits and nothing else, up to 2^53 - 1. */
static inline uint64_t read_number(const uint8_t *start, const uint8_t *end) {
  ptrdiff_t length = end - start;
  if (length <= 0 || length > 16) return NO_NUMBER;
  if (length <= 8) return up_to_eight_digits(end, length);
  uint64_t low = up_to_eight_digits(end, 8), high = up_to_eight_digits(end - 8, length - 8);
  if (low == NO_NUMBER || high == NO_NUMBER) return NO_NUMBER;
  uint64_t value = high * 100000000 + low;
  return value > MAX_NUMBER ? NO_NUMBER : value;
}

/* nginx's upstream lists, "12, 34" or "12 : 34": the sum; NO_NUMBER where there is none in it. */
static uint64_t read_list(const uint8_t *start, const uint8_t *end) {
  uint64_t sum = NO_NUMBER;
  while (start < end) {
    const uint8_t *item = start;
    while (item < end && *item != ' ' && *item != ',' && *item != ':') item++;
    uint64_t value = read_number(start, item);
    if (value != NO_NUMBER) sum = sum == NO_NUMBER ? value : sum + value;
    start = item + 1;
  }
  return sum;
}

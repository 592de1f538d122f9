/* 21/Nov/2025:00:00:07 +0000 to the Unix minute. Lines come nearly in order, so most times are the previous line's. */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define TIME_LENGTH 26
#define NO_TIME -1

static int two_digits(const uint8_t *text) {
  unsigned tens = text[0] - '0', ones = text[1] - '0';
  return tens > 9 || ones > 9 ? -1 : (int)(10 * tens + ones);
}

/* Days since 1970 of a date of the Gregorian calendar; the year begins in March (Howard Hinnant, chrono dates). */
static int64_t days_of(int year, int month, int day) {
  year -= month <= 2;
  int era = year / 400, of_era = year - era * 400, of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  return era * 146097ll + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int month_of(const uint8_t *text) {
  static const char all[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (int month = 0; month < 12; month++)
    if (memcmp(all + 3 * month, text, 3) == 0) return month + 1;
  return -1;
}

static int days_in(int month, int year) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

static int64_t read_minute(const uint8_t *t) {
  int day = two_digits(t), month = month_of(t + 3), century = two_digits(t + 7), year = two_digits(t + 9);
  int hour = two_digits(t + 12), minute = two_digits(t + 15), second = two_digits(t + 18);
  int zone_hour = two_digits(t + 22), zone_minute = two_digits(t + 24);
  if (t[2] != '/' || t[6] != '/' || t[11] != ':' || t[14] != ':' || t[17] != ':' || t[20] != ' ') return NO_TIME;
  if (month < 1 || century < 19 || year < 0 || day < 1 || day > days_in(month, 100 * century + year)) return NO_TIME;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return NO_TIME;
  if (zone_hour < 0 || zone_minute < 0 || zone_minute > 59 || (t[21] != '+' && t[21] != '-')) return NO_TIME;
  int zone = (60 * zone_hour + zone_minute) * (t[21] == '-' ? -1 : 1);
  return days_of(100 * century + year, month, day) * 1440 + hour * 60 + minute - zone;
}

/* 6 bytes behind the time must be readable: they are compared and masked away. */
static inline int64_t minute_of(const uint8_t *time) {
  static __m256i last;
  static int64_t last_minute = NO_TIME;
  const __m256i keep = _mm256_set_epi32(0, 0xFFFF, -1, -1, -1, -1, -1, -1);
  __m256i text = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)time), keep);
  if (_mm256_movemask_epi8(_mm256_cmpeq_epi8(text, last)) == -1) return last_minute;
  last = text;
  return last_minute = read_minute(time);
}

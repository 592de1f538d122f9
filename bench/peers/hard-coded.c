/* The limit to chase: what a program can do that knows one log format and nothing else.
 *
 *     hard-coded LOG  ->  DOMAIN,UNIX_SECONDS,REQUESTS,...,5XX for each domain and minute
 *
 * for lines of the benchmark's format, with the checks that Weir makes:
 *
 *     ADDRESS - USER [TIME] "REQUEST" STATUS BODY "REFERER" "AGENT" "HOST" CACHE SENT UPSTREAM SECONDS
 *
 * A block of 256 KiB is read, so that it stays in the second cache. Comparing 64 bytes at a time gives the places of all
 * quotes and newlines in it; a line is nine of them, and every field stands beside one. Needs AVX2. Requests of a
 * minute and more are refused: spreading them is not this program's business. */
#define _GNU_SOURCE
#include "clock.h"
#include "hosts.h"
#include "numbers.h"
#include "rows.h"
#include <fcntl.h>
#include <unistd.h>

#define READ (256 << 10)
#define MAX_LINE (1 << 20)
#define PAD 64
#define MARKS 9 /* of a line: eight quotes and the newline */

static uint8_t memory[PAD + MAX_LINE + READ + PAD] __attribute__((aligned(64)));
static uint32_t marks[MAX_LINE + READ + PAD];
static uint64_t rejected;

static inline uint64_t marks_of_half(const uint8_t *at, uint32_t *half) {
  __m256i text = _mm256_loadu_si256((const __m256i *)at);
  __m256i found = _mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('"')), _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\n')));
  return *half = _mm256_movemask_epi8(found);
}

/* Quotes and newlines in the `length` bytes at `text`: their places; gives how many. */
static size_t find_marks(const uint8_t *text, size_t length) {
  uint32_t low, high, *to = marks;
  for (size_t at = 0; at < length; at += 64) {
    uint64_t bits = marks_of_half(text + at, &low) | marks_of_half(text + at + 32, &high) << 32;
    if (length - at < 64) bits &= (1ull << (length - at)) - 1;
    uint32_t *next = to + _mm_popcnt_u64(bits);
    for (; bits != 0; bits &= bits - 1) *to++ = at + _tzcnt_u64(bits);
    to = next;
  }
  return to - marks;
}

static int is_word(const uint8_t *text, size_t length, const char *word) {
  if (length != strlen(word)) return 0;
  for (size_t i = 0; i < length; i++)
    if ((text[i] & ~32) != word[i]) return 0;
  return 1;
}

static int is_hit(const uint8_t *text, size_t length) {
  uint32_t four;
  memcpy(&four, text, 4);
  if (four == ('H' | 'I' << 8 | 'T' << 16 | ' ' << 24) && length == 3) return 1;
  return is_word(text, length, "HIT") || is_word(text, length, "STALE") || is_word(text, length, "UPDATING") ||
         is_word(text, length, "REVALIDATED");
}

/* What stands behind the host: ` CACHE SENT UPSTREAM SECONDS`. */
struct tail {
  const uint8_t *cache_end, *sent_end, *upstream_end;
};

/* 64 bytes from the first space are enough for all but long lists. */
static inline int split_tail(const uint8_t *start, const uint8_t *end, struct tail *tail) {
  const __m256i space = _mm256_set1_epi8(' ');
  uint32_t low = _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)start), space));
  uint32_t high = _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(start + 32)), space));
  uint64_t spaces = low | (uint64_t)high << 32;
  if (end - start > 64) return 0;
  if (end - start < 64) spaces &= (1ull << (end - start)) - 1;
  if (_mm_popcnt_u64(spaces) < 3) return 0;
  tail->cache_end = start + _tzcnt_u64(spaces);
  spaces &= spaces - 1;
  tail->sent_end = start + _tzcnt_u64(spaces);
  tail->upstream_end = start + 63 - _lzcnt_u64(spaces);
  return 1;
}

/* Seconds with a fraction. Gives 0 for what lasted a minute or more. */
static inline int is_short(const uint8_t *start, const uint8_t *end) {
  const uint8_t *dot = start;
  while (dot < end && *dot != '.') dot++;
  return read_number(start, dot) < 60 || *start == '-';
}

static inline int status_class(const uint8_t *text) {
  unsigned hundreds = text[0] - '0', tens = text[1] - '0', ones = text[2] - '0';
  return hundreds >= 1 && hundreds <= 5 && tens <= 9 && ones <= 9 && text[3] == ' ' ? hundreds : 0;
}

/* `m` are the line's marks; gives 0 for a line that cannot be counted. */
static inline int meter_line(const uint8_t *text, const uint32_t *m) {
  const uint8_t *request = text + m[0], *status = text + m[1] + 2, *tail_start = text + m[7] + 2, *end = text + m[8];
  const uint8_t *time = request - 2 - TIME_LENGTH;
  if (end[-1] == '\r') end--;
  if (request[-1] != ' ' || request[-2] != ']' || time[-1] != '[' || status[-1] != ' ' || tail_start[-1] != ' ') return 0;
  int32_t domain = host_id(text + m[6] + 1, m[7] - m[6] - 1);
  int64_t minute = minute_of(time);
  struct tail tail;
  if (domain == NO_HOST || minute == NO_TIME || !split_tail(tail_start, end, &tail)) return 0;
  uint64_t sent = read_number(tail.cache_end + 1, tail.sent_end), received = NO_NUMBER;
  const uint8_t *upstream = tail.sent_end + 1;
  if (*upstream != '-' || tail.upstream_end - upstream != 1) received = read_number(upstream, tail.upstream_end);
  if (received == NO_NUMBER && *upstream != '-') received = read_list(upstream, tail.upstream_end);
  if (sent == NO_NUMBER || !is_short(tail.upstream_end + 1, end)) return 0;

  struct row *row = row_of(domain, minute);
  row->requests++;
  row->bytes += sent;
  row->status[status_class(status)]++;
  if (is_hit(tail_start, tail.cache_end - tail_start)) row->hit_requests++, row->hit_bytes += sent;
  if (received != NO_NUMBER) row->origin_requests++, row->origin_bytes += received;
  return 1;
}

/* Quotes are where they should be, or the line is rejected and the next newline looked for. */
static void meter_block(const uint8_t *text, size_t length) {
  size_t count = find_marks(text, length);
  uint32_t line_start = 0;
  for (size_t at = 0; at < count;) {
    size_t last = at;
    while (last < count && last < at + MARKS - 1 && text[marks[last]] == '"') last++;
    int is_whole = last == at + MARKS - 1 && last < count && text[marks[last]] == '\n';
    if (!is_whole || marks[at] < line_start + TIME_LENGTH + 4 || !meter_line(text, marks + at)) rejected++;
    while (last < count && text[marks[last]] == '"') last++;
    if (last < count) line_start = marks[last] + 1;
    at = last + 1;
  }
}

/* Only whole lines are metered; what is left of a block stands before the next one. */
static void meter_file(int file) {
  uint8_t *start = memory + PAD;
  size_t kept = 0;
  for (ssize_t got; (got = read(file, start + kept, READ)) > 0;) {
    const uint8_t *newline = memrchr(start + kept, '\n', got);
    size_t filled = kept + got, whole = newline == NULL ? 0 : newline + 1 - start;
    meter_block(start, whole);
    kept = filled - whole;
    if (kept > MAX_LINE) fprintf(stderr, "a line is longer than 1 MiB\n"), exit(1);
    memmove(start, start + whole, kept);
  }
  if (kept > 0) start[kept] = '\n', meter_block(start, kept + 1);
}

int main(int count, char **arguments) {
  int file = count == 2 ? open(arguments[1], O_RDONLY) : -1;
  if (file < 0) return fprintf(stderr, "hard-coded LOG\n"), 2;
  meter_file(file);
  static char buffer[1 << 20];
  setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
  print_rows((const char(*)[33])names, name_count);
  fprintf(stderr, "%llu lines rejected\n", (unsigned long long)rejected);
  return rejected > 0 || fflush(stdout) != 0;
}

/* (domain, minute) -> counters. A directory, [minute][domain / 16], leads to 16 rows of one cache line each. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define MINUTES (32 * 1440)
#define BLOCK 16
#define BLOCKS 256 /* for 4096 domains */

struct row {
  uint64_t bytes, hit_bytes, origin_bytes;
  uint32_t requests, hit_requests, origin_requests, status[6], unused; /* status[0]: neither 1xx nor ... nor 5xx */
};

static struct row *directory[MINUTES][BLOCKS];
static int64_t first_minute;

static void *zeros(size_t size) {
  static char *free_from, *free_to;
  if (free_to - free_from < (ptrdiff_t)size) {
    free_from = aligned_alloc(64, 1 << 20);
    if (free_from == NULL) abort();
    free_to = free_from + (1 << 20);
  }
  char *taken = free_from;
  free_from += size;
  return memset(taken, 0, size);
}

static inline struct row *row_of(int32_t domain, int64_t minute) {
  if (first_minute == 0) first_minute = minute - MINUTES / 2;
  uint64_t at = minute - first_minute;
  if (at >= MINUTES) {
    fprintf(stderr, "times more than 16 days apart: this program is for shorter logs\n");
    exit(1);
  }
  struct row **block = &directory[at][domain / BLOCK];
  if (*block == NULL) *block = zeros(BLOCK * sizeof(struct row));
  return *block + domain % BLOCK;
}

static char *digits(char *to, uint64_t value) {
  char text[20];
  int at = 20;
  do text[--at] = '0' + value % 10;
  while ((value /= 10) > 0);
  *to++ = ',';
  memcpy(to, text + at, 20 - at);
  return to + 20 - at;
}

static void print_row(const char *domain, int64_t minute, const struct row *row) {
  char line[512], *to = stpcpy(line, domain);
  uint64_t counters[] = {60 * minute, row->requests, row->bytes, row->hit_requests, row->hit_bytes, row->origin_requests, row->origin_bytes};
  for (int i = 0; i < 7; i++) to = digits(to, counters[i]);
  for (int status = 1; status <= 5; status++) to = digits(to, row->status[status]);
  *to++ = '\n';
  fwrite(line, 1, to - line, stdout);
}

/* By minute, as the directory lies in memory. */
static void print_rows(const char names[][33], int domains) {
  for (int minute = 0; minute < MINUTES; minute++)
    for (int domain = 0; domain < domains; domain++) {
      struct row *block = directory[minute][domain / BLOCK];
      if (block == NULL) domain |= BLOCK - 1;
      else if (block[domain % BLOCK].requests > 0) print_row(names[domain], first_minute + minute, block + domain % BLOCK);
    }
}

/* Writes an edge log and what metering it must give.
 *
 *     generate-log text|json MEGABYTES LOG TRUTH
 *
 * LOG is MEGABYTES * 10^6 bytes long, less the part of a line, and covers the 21st of November 2025 or the beginning of it:
 * 74 lines a second, so that 1.5 GB of text is the whole day; a larger log is the same day on a busier edge. TRUTH has a
 * line for each (domain, minute) in no particular order, from the generator's own counting:
 *
 *     DOMAIN,UNIX_SECONDS,REQUESTS,BYTES,HIT_REQUESTS,HIT_BYTES,ORIGIN_REQUESTS,ORIGIN_BYTES,1XX,2XX,3XX,4XX,5XX
 *
 * On standard output: {"lines":6383214,"bytes":1499999876}. */
#include "log-line.h"
#include <stdlib.h>

#define DAY 86400
#define DAY_START 1763683200u /* 2025-11-21T00:00:00Z */
#define LINES_A_SECOND 74
#define BUFFER (1 << 20)
#define COUNTERS 11

typedef char *line_writer(char *to, const struct request *r);

static uint64_t truth[DOMAINS][DAY / 60][COUNTERS];

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void count(const struct request *r) {
  uint64_t *row = truth[r->domain][r->second / 60];
  int is_hit = strcmp(r->cache, "HIT") == 0;
  row[0]++;
  row[1] += r->sent;
  row[2] += is_hit;
  row[3] += is_hit ? r->sent : 0;
  row[4] += r->tries > 0;
  row[5] += r->tried + r->fetched;
  row[5 + r->status / 100]++;
}

static void write_all(FILE *file, const char *bytes, size_t length) {
  if (fwrite(bytes, 1, length, file) != length) die("writing the log");
}

/* Gives the number of lines; `limit` becomes the number of bytes. */
static uint64_t write_log(FILE *file, line_writer *append_line, double lines_a_second, uint64_t *limit) {
  static char buffer[BUFFER + MAX_LINE];
  struct request request;
  uint64_t bytes = 0;
  char *to = buffer;
  for (uint64_t lines = 0;; lines++) {
    uint64_t second = lines / lines_a_second;
    draw_request(&request, second < DAY ? second : DAY - 1);
    char *end = append_line(to, &request);
    if (bytes + (end - to) > *limit) {
      write_all(file, buffer, to - buffer);
      *limit = bytes;
      return lines;
    }
    count(&request);
    bytes += end - to;
    to = end;
    if (to - buffer >= BUFFER) {
      write_all(file, buffer, to - buffer);
      to = buffer;
    }
  }
}

static void write_truth(FILE *file) {
  for (int domain = 0; domain < DOMAINS; domain++)
    for (int minute = 0; minute < DAY / 60; minute++) {
      uint64_t *row = truth[domain][minute];
      if (row[0] == 0) continue;
      fprintf(file, "%s,%u", domains[domain], DAY_START + 60 * minute);
      for (int counter = 0; counter < COUNTERS; counter++) fprintf(file, ",%llu", (unsigned long long)row[counter]);
      fputc('\n', file);
    }
}

static FILE *create(const char *path) {
  FILE *file = fopen(path, "w");
  if (file == NULL) die(path);
  return file;
}

int main(int argument_count, char **arguments) {
  if (argument_count != 5) return fprintf(stderr, "generate-log text|json MEGABYTES LOG TRUTH\n"), 2;
  int is_json = strcmp(arguments[1], "json") == 0;
  uint64_t bytes = strtoull(arguments[2], NULL, 10) * 1000000;
  double all_day = (double)bytes / (is_json ? 450 : 230) / DAY; /* a little more than there will be, so that it fits */
  FILE *log = create(arguments[3]), *rows = create(arguments[4]);

  prepare_requests();
  uint64_t lines = write_log(log, is_json ? append_json_line : append_text_line,
                             all_day > LINES_A_SECOND ? all_day : LINES_A_SECOND, &bytes);
  write_truth(rows);
  if (fclose(log) != 0 || fclose(rows) != 0) die("closing the log");
  printf("{\"lines\":%llu,\"bytes\":%llu}\n", (unsigned long long)lines, (unsigned long long)bytes);
  return 0;
}

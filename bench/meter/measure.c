/* Runs a program and says what it cost.
 *
 *     measure RESULT PROGRAM ARGUMENT...      ->  RESULT holds {"user":0.912,"system":0.101,"wall":1.163,"peakKiB":99328}
 *
 * Seconds, and the largest resident set of the whole life, from wait4: all threads and all children that it waited for.
 * Ends as the program did. It is a small C program because Linux hands the memory that a process had before exec down to
 * the program's peak: started from Node itself, nothing could need less than Node. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec / 1e6; }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static pid_t start(char **command) {
  pid_t child = fork();
  if (child != 0) return child;
  execvp(command[0], command);
  perror(command[0]);
  _exit(127);
}

int main(int count, char **arguments) {
  if (count < 3) return fprintf(stderr, "measure RESULT PROGRAM ARGUMENT...\n"), 2;
  double started = now();
  pid_t child = start(arguments + 2);
  int status;
  struct rusage used;
  if (child < 0 || wait4(child, &status, 0, &used) < 0) return perror("measure"), 1;
  double wall = now() - started;

  FILE *result = fopen(arguments[1], "w");
  if (result == NULL) return perror(arguments[1]), 1;
  fprintf(result, "{\"user\":%.6f,\"system\":%.6f,\"wall\":%.6f,\"peakKiB\":%ld}\n", seconds(used.ru_utime),
          seconds(used.ru_stime), wall, used.ru_maxrss);
  if (fclose(result) != 0) return perror(arguments[1]), 1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

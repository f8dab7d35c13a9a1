/* Stands between a program and its disk: writes and flushes fail or wait as the control file says.
   AVAL_DISK names that file; its first word is "full", "readonly", "slow" or anything else. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static char mode(void) {
  static int (*real_open)(const char *, int, ...);
  static ssize_t (*real_read)(int, void *, size_t);
  char word[8] = {0};
  const char *path = getenv("AVAL_DISK");
  if (!path) return 0;
  if (!real_open) real_open = dlsym(RTLD_NEXT, "open");
  if (!real_read) real_read = dlsym(RTLD_NEXT, "read");
  int fd = real_open(path, O_RDONLY);
  if (fd < 0) return 0;
  if (real_read(fd, word, sizeof word - 1) < 1) word[0] = 0;
  close(fd);
  return word[0];
}

/* Only regular files that are the environment's: everything else goes through. */
static int ours(int fd) {
  char link[64], name[4096];
  const char *part = getenv("AVAL_DISK_PART");
  if (!part) return 0;
  char *end = link + sizeof link;
  char digits[16]; int count = 0, value = fd;
  do { digits[count++] = '0' + value % 10; value /= 10; } while (value);
  strcpy(link, "/proc/self/fd/");
  char *at = link + strlen(link);
  while (count && at < end - 1) *at++ = digits[--count];
  *at = 0;
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length < 0) return 0;
  name[length] = 0;
  return strstr(name, part) != NULL;
}

static int refused(int fd) {
  if (!ours(fd)) return 0;
  switch (mode()) {
    case 'f': errno = ENOSPC; return 1;
    case 'r': errno = EROFS; return 1;
    default: return 0;
  }
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  static ssize_t (*real)(int, const void *, size_t, off64_t);
  if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
  return refused(fd) ? -1 : real(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
  return pwrite64(fd, data, size, at);
}

static void wait_if_slow(int fd) {
  const char *always = getenv("AVAL_DISK_WAIT_US");
  long micros = always ? atol(always) : ours(fd) && mode() == 's' ? 5000 : 0;
  if (micros <= 0) return;
  struct timespec pause = {micros / 1000000, (micros % 1000000) * 1000};
  nanosleep(&pause, NULL);
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  wait_if_slow(fd);
  return refused(fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  wait_if_slow(fd);
  return refused(fd) ? -1 : real(fd);
}

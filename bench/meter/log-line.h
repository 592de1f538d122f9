/* A request as a line: of nginx's combined log with the host and what the cache did behind it, or the same as JSON.
 *
 * text  192.0.2.7 - - [21/Nov/2025:00:00:00 +0000] "GET /img/0a1b2c3d.png HTTP/1.1" 200 512 "-" "curl/8.4.0" "www.a.com" HIT 812 - 0.003
 * json  {"time_iso8601":"2025-11-21T00:00:00+00:00","remote_addr":"192.0.2.7","host":"www.a.com", ...} */
#include "append.h"
#include "request.h"

#define MAX_LINE 2048

static const char *folders[] = {"static", "assets", "img", "video/hls", "api/v1", "download", "media/2025/11", "js", "css", "p/images/catalog"};
static const char *suffixes[] = {"js", "css", "png", "jpg", "webp", "m4s", "ts", "mp4", "json", "woff2"};
static const char *methods[] = {"GET", "HEAD"}, *protocols[] = {"HTTP/1.1", "HTTP/2.0"};
static const char *pages[] = {"-", "-", "", "index.html", "video/"};

#define CHROME "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
#define ANDROID "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36"
#define IPHONE "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
static const char *agents[16] = {CHROME, CHROME, CHROME, ANDROID, ANDROID, IPHONE, IPHONE, IPHONE, "okhttp/4.9.3",
  "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "ExoPlayerLib/2.18.1", "Lavf/60.3.100",
  "AppleCoreMedia/1.0.0.21F79 (iPhone; U; CPU OS 17_5 like Mac OS X; en_us)", "CFNetwork/1496.0.7 Darwin/23.5.0", "-",
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"};

static char *append_address(char *to, const struct request *r) {
  uint64_t a = r->address;
  if (r->is_ipv6) {
    to = append_hex(append(to, "2408:8"), a, 3);
    to = append_hex(append(to, ":"), a >> 16, 4);
    return append_hex(append(to, "::"), a >> 32, 4);
  }
  to = append_number(to, 1 + (a & 255) % 222);
  for (int byte = 1; byte < 4; byte++) to = append_number(append(to, "."), (a >> (8 * byte)) & 255);
  return to;
}

static char *append_uri(char *to, const struct request *r) {
  to = append(append(append(to, "/"), folders[r->folder]), "/");
  to = append_hex(to, r->path, 8);
  if ((r->path >> 32) % 3 == 0) to = append_number(append(to, "-"), (r->path >> 34) % 100000);
  to = append(append(to, "."), suffixes[r->suffix]);
  if (r->query % 3 != 0) return to;
  to = append_number(append(to, "?v="), (r->query >> 2) % 1000);
  return append_hex(append(to, "&token="), r->query >> 32, 8);
}

static char *append_referer(char *to, const struct request *r) {
  if (*pages[r->referer] == '-') return append(to, "-");
  return append(append(append(append(to, "https://"), domains[r->domain]), "/"), pages[r->referer]);
}

/* One in 1024 has quotes in it, which text and JSON escape each in its way. */
static char *append_agent(char *to, const struct request *r, const char *quote) {
  if (r->agent > 0 || r->query >> 60) return append(to, agents[r->agent % 16]);
  return append(append(append(append(append(to, "An "), quote), "odd"), quote), " agent/1.0");
}

static char *append_upstream(char *to, const struct request *r, const char *none) {
  if (r->tries == 0) return append(to, none);
  if (r->tries == 2) to = append(append_number(to, r->tried), r->is_redirected ? " : " : ", ");
  return append_number(to, r->fetched);
}

static char *append_clock(char *to, const struct request *r) {
  to = append(append_padded(to, r->second / 3600, 2), ":");
  to = append(append_padded(to, r->second / 60 % 60, 2), ":");
  return append_padded(to, r->second % 60, 2);
}

static char *append_seconds(char *to, const struct request *r) {
  to = append(append_number(to, r->milliseconds / 1000), ".");
  return append_padded(to, r->milliseconds % 1000, 3);
}

static char *append_text_line(char *to, const struct request *r) {
  to = append_clock(append(append_address(to, r), " - - [21/Nov/2025:"), r);
  to = append_uri(append(append(append(to, " +0000] \""), methods[r->method]), " "), r);
  to = append_number(append(append(append(to, " "), protocols[r->protocol]), "\" "), r->status);
  to = append_referer(append(append_number(append(to, " "), r->body), " \""), r);
  to = append_agent(append(to, "\" \""), r, "\\x22");
  to = append(append(append(append(append(to, "\" \""), domains[r->domain]), "\" "), r->cache), " ");
  to = append_upstream(append(append_number(to, r->sent), " "), r, "-");
  return append(append_seconds(append(to, " "), r), "\n");
}

static char *append_json_line(char *to, const struct request *r) {
  to = append_clock(append(to, "{\"time_iso8601\":\"2025-11-21T"), r);
  to = append_address(append(to, "+00:00\",\"remote_addr\":\""), r);
  to = append(append(to, "\",\"host\":\""), domains[r->domain]);
  to = append(append(to, "\",\"request_method\":\""), methods[r->method]);
  to = append_uri(append(to, "\",\"request_uri\":\""), r);
  to = append(append(to, "\",\"server_protocol\":\""), protocols[r->protocol]);
  to = append_number(append(to, "\",\"status\":"), r->status);
  to = append_number(append(to, ",\"body_bytes_sent\":"), r->body);
  to = append_number(append(to, ",\"bytes_sent\":"), r->sent);
  to = append_referer(append(to, ",\"http_referer\":\""), r);
  to = append_agent(append(to, "\",\"http_user_agent\":\""), r, "\\\"");
  to = append(append(to, "\",\"upstream_cache_status\":\""), r->cache);
  to = append_upstream(append(to, "\",\"upstream_bytes_received\":\""), r, "");
  return append(append_seconds(append(to, "\",\"request_time\":"), r), "}\n");
}

/* One request as an edge might see it: 500 domains of which the first has 500 times the traffic of the last, sizes from a
 * few bytes to hundreds of megabytes, nine of ten answered from the cache, now and then a second try at the origin.
 * No request lasts a minute: spreading over minutes is Weir's own rule, and no peer could agree. */
#include "random.h"
#include <math.h>
#include <stdio.h>

#define DOMAINS 500
#define PICKS 65536 /* a table of domains by their share of the traffic: drawing one is a load */
#define SIZES 8192

struct request {
  uint32_t domain, second, status, milliseconds, is_ipv6, method, protocol, folder, suffix, agent, referer;
  uint64_t address, path, query;
  const char *cache;       /* as $upstream_cache_status: "-" where the cache was not asked */
  uint64_t body, sent;     /* $body_bytes_sent, $bytes_sent */
  uint64_t tried, fetched; /* bytes of a first upstream server that failed, and of the one that answered */
  int tries;               /* upstream servers asked: 0, 1 or 2 */
  int is_redirected;       /* the second was asked after an internal redirect: nginx joins with " : " */
};

static char domains[DOMAINS][40];
static uint16_t domain_picks[PICKS];
static uint64_t body_sizes[SIZES];

static void name_domains(void) {
  static const char *words[] = {"cdn", "img", "video", "shop", "play", "news", "cloud", "game", "live", "edge", "media"};
  static const char *ends[] = {"com", "net", "cn", "io", "com.cn", "org"};
  for (int i = 0; i < DOMAINS; i++)
    sprintf(domains[i], "%s%s%s%d.%s", i % 3 == 0 ? "www." : "", words[below(11)], i % 3 == 1 ? words[below(11)] : "", i,
            ends[below(6)]);
}

static void share_traffic(void) {
  double all = 0, sum = 0;
  for (int i = 0; i < DOMAINS; i++) all += 1.0 / (i + 1);
  for (int i = 0, pick = 0; i < DOMAINS; i++)
    for (sum += 1.0 / (i + 1); pick < PICKS && pick < sum / all * PICKS; pick++) domain_picks[pick] = i;
}

static void prepare_requests(void) {
  name_domains();
  share_traffic();
  for (int i = 0; i < SIZES; i++) {
    double spread = exp(7 + 4.4 * (fraction() + fraction() + fraction() - 1.5));
    body_sizes[i] = (uint64_t)(spread * spread / 1200 + fraction() * 900);
  }
}

static uint32_t any_status(void) {
  uint32_t thousandth = below(1000);
  if (thousandth < 800) return 200;
  if (thousandth < 880) return 206;
  if (thousandth < 940) return 304;
  if (thousandth < 950) return 301;
  if (thousandth < 980) return 404;
  if (thousandth < 990) return 403;
  return thousandth < 995 ? 502 : thousandth < 998 ? 504 : 499;
}

static void answer(struct request *r) {
  r->status = any_status();
  r->body = r->status == 304 || r->status == 499 ? 0 : body_sizes[below(SIZES)] + below(64);
  if (r->status == 301 || r->status == 403 || r->status >= 500) r->body = 150 + below(20);
  r->sent = r->status == 499 ? 0 : r->body + 230 + below(220);
  r->milliseconds = below(100) == 0 ? below(30000) : below(900);
}

static void ask_origin(struct request *r) {
  uint32_t chance = below(1000);
  r->cache = chance < 920 ? "HIT" : chance < 976 ? "MISS" : chance < 998 ? "EXPIRED" : "-";
  r->tries = chance < 920 || chance >= 998 ? 0 : below(50) == 0 ? 2 : 1;
  r->tried = r->tries == 2 ? below(500) : 0;
  r->fetched = r->tries > 0 ? r->body + 300 + below(300) : 0;
  r->is_redirected = below(5) == 0;
}

/* `second` of the day. */
static void draw_request(struct request *r, uint32_t second) {
  uint64_t bits = random_bits();
  uint32_t late = bits % 10 == 0 ? (bits >> 8) % 3 : 0; /* lines are written when requests end: not quite in order */
  r->second = second > late ? second - late : 0;
  r->domain = domain_picks[(bits >> 16) % PICKS];
  r->is_ipv6 = (bits >> 32) % 20 == 0;
  r->method = (bits >> 37) % 50 == 0;
  r->protocol = (bits >> 43) % 3 == 0;
  r->folder = (bits >> 47) % 10;
  r->suffix = (bits >> 51) % 10;
  r->agent = (bits >> 55) % 64;
  r->referer = (bits >> 61) % 5;
  r->address = random_bits();
  r->path = random_bits();
  r->query = random_bits();
  answer(r);
  ask_origin(r);
}

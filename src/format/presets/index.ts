import type { FormatSpec } from '../spec.ts';
import { alibaba } from './alibaba.ts';
import { alibabaRealtime } from './alibaba-realtime.ts';
import { apacheVhostCombined } from './apache-vhost-combined.ts';
import { apacheWeir } from './apache-weir.ts';
import { baidu } from './baidu.ts';
import { caddy } from './caddy.ts';
import { cloudflare } from './cloudflare.ts';
import { cloudfront } from './cloudfront.ts';
import { combined } from './combined.ts';
import { combinedHost } from './combined-host.ts';
import { envoy } from './envoy.ts';
import { envoyJson } from './envoy-json.ts';
import { envoyWeir } from './envoy-weir.ts';
import { fastly } from './fastly.ts';
import { haproxyHttp } from './haproxy-http.ts';
import { haproxyWeir } from './haproxy-weir.ts';
import { huawei } from './huawei.ts';
import { huaweiLive } from './huawei-live.ts';
import { huaweiRealtime } from './huawei-realtime.ts';
import { jd } from './jd.ts';
import { squid } from './squid.ts';
import { squidWeir } from './squid-weir.ts';
import { tencent } from './tencent.ts';
import { tencent12 } from './tencent-12.ts';
import { tencentRealtime } from './tencent-realtime.ts';
import { traefikJson } from './traefik-json.ts';
import { trafficserverExtended } from './trafficserver-extended.ts';
import { trafficserverExtended2 } from './trafficserver-extended2.ts';
import { trafficserverSquid } from './trafficserver-squid.ts';
import { trafficserverWeir } from './trafficserver-weir.ts';
import { upyun } from './upyun.ts';
import { varnish } from './varnish.ts';
import { weir } from './weir.ts';
import { weirJson } from './weir-json.ts';

/** The formats that need no configuration, by the name `--format` takes. */
export const PRESETS: Readonly<Record<string, FormatSpec>> = {
  weir,
  'weir-json': weirJson,
  combined,
  'combined-host': combinedHost,
  caddy,
  'envoy-json': envoyJson,
  'traefik-json': traefikJson,
  cloudflare,
  'tencent-realtime': tencentRealtime,
  'huawei-realtime': huaweiRealtime,
  'alibaba-realtime': alibabaRealtime,
  'apache-vhost-combined': apacheVhostCombined,
  'apache-weir': apacheWeir,
  varnish,
  'haproxy-http': haproxyHttp,
  'haproxy-weir': haproxyWeir,
  envoy,
  'envoy-weir': envoyWeir,
  squid,
  'squid-weir': squidWeir,
  'trafficserver-squid': trafficserverSquid,
  'trafficserver-extended': trafficserverExtended,
  'trafficserver-extended2': trafficserverExtended2,
  'trafficserver-weir': trafficserverWeir,
  cloudfront,
  fastly,
  tencent,
  'tencent-12': tencent12,
  jd,
  huawei,
  'huawei-live': huaweiLive,
  alibaba,
  upyun,
  baidu,
};

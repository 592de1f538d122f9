import type { AgentLogInput } from './agent-config.ts';
import type { ConfigFault, Place } from './fault.ts';
import type { PlacedLiveInput } from './read-live-input.ts';

/** A log input, and where it stands. */
export interface PlacedLog extends Pick<AgentLogInput, 'pattern' | 'program'> {
  readonly path: string;
  readonly at: { readonly pattern: Place };
}

/** What never stands in the access log of an HTTP server. */
const NOT_HTTP: readonly string[] = ['rtmp', 'rtc', 'srt'];

/**
 * Live servers whose connections a followed log may describe too: then both would count. That is a warning and not a fault,
 * because nobody but the operator knows which connections pass through which server. `protocols` of the live input says so:
 *
 *     - { files: "/var/log/nginx/*.log", format: weir }
 *     - { srs: "http://127.0.0.1:1985" }                            # warned of: HTTP-FLV through nginx counts twice
 *     - { srs: "http://127.0.0.1:1985", protocols: [rtmp, srt] }    # not warned of: the log has the rest
 */
export function doubleCounting(logs: readonly PlacedLog[], live: readonly PlacedLiveInput[]): ConfigFault[] {
  return live.flatMap((one) =>
    logs.flatMap((log) => {
      const shared = sharedDomain(log, one);
      return shared === undefined ? [] : [warning(log, one, shared)];
    }),
  );
}

/** Whose usage both may count, in words; undefined where they cannot, or where the operator has decided. */
function sharedDomain({ program }: PlacedLog, { input }: PlacedLiveInput): string | undefined {
  const { kind, protocols, names } = input;
  if (protocols?.every((protocol) => NOT_HTTP.includes(protocol))) return undefined;
  const { domain } = program;
  if (domain === null) {
    const isDecided = protocols !== undefined || kind === 'nginx_rtmp'; // which counts RTMP only
    return isDecided ? undefined : 'the hosts in its lines';
  }
  const domains = Object.values(names);
  return domains.length === 0 || domains.includes(domain) ? domain : undefined;
}

function warning({ path, at }: PlacedLog, live: PlacedLiveInput, shared: string): ConfigFault {
  const { line, column } = live.at;
  const advice = 'say with protocols what this input counts, such as protocols: [rtmp], and leave the rest to the log';
  const other = `${path} (line ${at.pattern.line})`;
  const message = `${live.path}: the log of ${other} may describe the same connections, of ${shared}, and both count: ${advice}`;
  return { line, column, message };
}

import type { DomainNames } from '../live/domain-names.ts';
import type { LiveInput } from '../live/live-server.ts';
import { LIVE_KINDS, LIVE_SERVERS, type LiveKind } from '../live/servers/index.ts';
import type { Place } from './fault.ts';
import { duration, rate } from './quantity.ts';
import { hostName } from './read-domain-name.ts';
import { listOf } from './read-list.ts';
import { listen } from './read-listen.ts';
import { type MapReader, openAnyMap } from './read-map.ts';
import { text } from './read-scalar.ts';
import type { Read, Reading } from './reading.ts';

/** A live server to be polled, and where its address stands. */
export interface PlacedLiveInput {
  readonly input: LiveInput;
  readonly path: string;
  readonly at: Place;
}

const EVERY_SECONDS = 10;
const CEILING_BPS = 100e9; // no counter of one machine rises faster than its network

/** Which kind of live server an input polls; undefined for one that follows logs. */
export function liveKindOf(map: MapReader): LiveKind | undefined {
  return LIVE_KINDS.find((kind) => map.has(kind));
}

/** The keys of an input of that kind; docs/live.md explains them. */
export function liveInputKeys(kind: LiveKind): string[] {
  const keys = [kind, 'domains', 'every', 'protocols', 'ceiling'];
  return LIVE_SERVERS[kind].hookEvent ? [...keys, 'hooks'] : keys;
}

/**
 * An input of agent.yaml that polls a live server:
 *
 *     { srs: "http://127.0.0.1:1985", domains: { "__defaultVhost__": play.live.com } }
 *     { nginx_rtmp: "http://127.0.0.1:8080/stat", domains: { live: play.live.com }, every: 10s, ceiling: 10Gbps }
 */
export const liveInput: Read<PlacedLiveInput> = (spot, reading) => {
  const map = openAnyMap(spot, reading);
  const kind = map && liveKindOf(map);
  if (!map || !kind) return map?.fault(`one of ${LIVE_KINDS.join(', ')} is missing`);
  map.allow(liveInputKeys(kind));
  const url = map.required(kind, address);
  const protocols = map.optional('protocols', listOf(protocol, 'protocols ([rtmp, flv])'));
  const hooks = LIVE_SERVERS[kind].hookEvent && map.optional('hooks', listen);
  const rest = {
    names: map.optional('domains', domainNames) ?? {},
    everySeconds: map.optional('every', duration('1s', '5m')) ?? EVERY_SECONDS,
    ceilingBps: map.optional('ceiling', rate('1Mbps', '100Tbps')) ?? CEILING_BPS,
  };
  if (url === undefined) return undefined;
  const input = { kind, url, ...rest, ...(protocols && { protocols }), ...(hooks && { hooks }) };
  return { input, path: `${spot.path}.${kind}`, at: map.at(kind) };
};

/** Callbacks do not say which server they are from: each has an address of its own. */
export function findSameHooks(inputs: readonly PlacedLiveInput[], reading: Reading): void {
  const first = new Map<string, PlacedLiveInput>();
  for (const one of inputs) {
    const { hooks } = one.input;
    if (!hooks) continue;
    const address = `${hooks.host}:${hooks.port}`;
    const other = first.get(address);
    if (!other) first.set(address, one);
    else reading.fault(one.at, `${one.path}: the hooks of the input at line ${other.at.line} are at ${address} too`);
  }
}

/** One server polled twice would be counted twice. */
export function findSameLiveServers(inputs: readonly PlacedLiveInput[], reading: Reading): void {
  const first = new Map<string, PlacedLiveInput>();
  for (const one of inputs) {
    const { origin, pathname, search } = new URL(one.input.url);
    const server = `${origin}${pathname}${search}`;
    const other = first.get(server);
    if (!other) first.set(server, one);
    else
      reading.fault(
        one.at,
        `${one.path}: the input at line ${other.at.line} polls the same server: it would count twice`,
      );
  }
}

const EXPECTED = 'an address such as http://127.0.0.1:1985';

/** Not shown: it may hold a password. */
const address: Read<string> = (spot, reading) => {
  const given = text(EXPECTED)(spot, reading);
  if (given === undefined) return undefined;
  const isHttp = URL.canParse(given) && /^https?:$/.test(new URL(given).protocol);
  return isHttp ? given : reading.mismatch(spot, EXPECTED);
};

/** `{ live: play.live.com }`: a vhost or an application -> the domain. */
const domainNames: Read<DomainNames> = (spot, reading) => {
  const map = openAnyMap(spot, reading);
  if (!map) return undefined;
  const names = [...map.entries()].map(([name, , entry]) => [name, hostName(entry, reading)] as const);
  return Object.fromEntries(names.filter((pair): pair is [string, string] => pair[1] !== undefined));
};

const PROTOCOL = 'a protocol such as rtmp, flv or hls';

const protocol: Read<string> = (spot, reading) => {
  const given = text(PROTOCOL)(spot, reading);
  if (given === undefined || /^[a-z]{2,10}$/.test(given)) return given;
  return reading.refuse(spot, `is no protocol: ${PROTOCOL} is expected`);
};

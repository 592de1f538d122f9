/**
 * The eleven integers that Weir keeps for a domain and a minute (weir-contract section 3), in the order in which every
 * table, wire format and report lists them.
 */
export const COUNTERS = [
  'requests',
  'bytes', // sent to clients
  'hit_requests',
  'hit_bytes',
  'origin_requests',
  'origin_bytes', // fetched from the origin
  'status_1xx',
  'status_2xx',
  'status_3xx',
  'status_4xx',
  'status_5xx',
] as const;

export type Counter = (typeof COUNTERS)[number];

export function isCounter(name: string): name is Counter {
  return (COUNTERS as readonly string[]).includes(name);
}

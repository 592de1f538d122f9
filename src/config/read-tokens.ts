import type { Place } from './fault.ts';
import { KEYS } from './keys.ts';
import { listOf } from './read-list.ts';
import { openMap } from './read-map.ts';
import { secret, text } from './read-scalar.ts';
import type { Read } from './reading.ts';

/** A bearer token, whom it speaks for (nobody in particular: null), and where it stands. */
export interface PlacedToken {
  readonly name: string | null;
  readonly token: string;
  readonly at: Place;
  readonly path: string;
}

/** A token of a list: an operator's or a node's. */
export interface NamedToken extends PlacedToken {
  readonly name: string;
}

/** `[ { name: ops, token: ... } ]` */
export const operators: Read<NamedToken[]> = listOf(
  namedToken(KEYS['operators[]'], "the operator's name"),
  'operators ({ name, token })',
);

export interface PlacedIngest {
  readonly anyNode?: PlacedToken;
  readonly nodes: readonly NamedToken[];
}

const nodes = listOf(namedToken(KEYS['ingest.nodes[]'], "the node's name"), 'nodes ({ name, token })');

/** `{ token: ..., nodes: [ { name: edge-1, token: ... } ] }`: either or both. */
export const ingest: Read<PlacedIngest> = (spot, reading) => {
  const map = openMap(spot, reading, KEYS.ingest);
  if (!map) return undefined;
  if (!map.has('token') && !map.has('nodes')) map.fault('token or nodes is missing: without them no node can send');
  const token = map.optional('token', secret);
  const anyNode =
    token === undefined ? undefined : { name: null, token, at: map.at('token'), path: `${spot.path}.token` };
  return { nodes: map.optional('nodes', nodes) ?? [], ...(anyNode && { anyNode }) };
};

/** '' stands for what is faulty or missing, which was told: a config with a fault is never used. */
function namedToken(keys: readonly string[], expectedName: string): Read<NamedToken> {
  return (spot, reading) => {
    const map = openMap(spot, reading, keys);
    if (!map) return undefined;
    const name = map.required('name', text(expectedName)) ?? '';
    const token = map.required('token', secret) ?? '';
    return { name, token, at: map.at('token'), path: `${spot.path}.token` };
  };
}

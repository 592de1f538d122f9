import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ConfigFault, Place } from './fault.ts';
import { safeKey } from './safe-key.ts';
import { readSyntax } from './yaml-syntax.ts';
import { sizeOf, type YamlEntry, type YamlList, type YamlMap, type YamlScalar, type YamlValue } from './yaml-value.ts';

/**
 * Text -> a tree of values that know their places. Aliases become the values they name, merge keys the entries they
 * bring; a key given twice, an alias of nothing and an alias of itself are faults.
 *
 *     readYamlTree('listen: 127.0.0.1:8080').root   // a map; its entry 'listen' is a scalar at line 1, column 9
 *
 * There is no root when the text is no YAML, or holds nothing but comments.
 */
export function readYamlTree(text: string): { root?: YamlValue; faults: ConfigFault[] } {
  const lines = new LineCounter();
  const syntax = readSyntax(text, lines);
  if (!syntax.ok) return { faults: [...syntax.faults] };
  if (!syntax.document.contents) return { faults: [] };
  const builder = new TreeBuilder(lines);
  const root = builder.value(syntax.document.contents);
  if (root.size > MAX_VALUES)
    builder.fault(root.at, `the file stands for more than ${MAX_VALUES} values with its aliases written out`);
  return root.size > MAX_VALUES ? { faults: builder.faults } : { root, faults: builder.faults };
}

/** A hundred thousand domains are some 600,000 values; a few lines of nested aliases can be 10^20. */
const MAX_VALUES = 2_000_000;

class TreeBuilder {
  readonly faults: ConfigFault[] = [];
  readonly #lines: LineCounter;
  /** Values by anchor, as far as the text has been read; undefined while the value is being built. */
  readonly #anchors = new Map<string, YamlValue | undefined>();

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  fault(at: Place, message: string): void {
    this.faults.push({ ...at, message });
  }

  value(node: Node): YamlValue {
    if (isAlias(node)) return this.#aliased(node.source, this.#place(node));
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return this.#nothing(this.#place(node));
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, undefined);
    const value = isMap(node) ? this.#map(node) : isSeq(node) ? this.#list(node) : this.#scalar(node);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, value);
    return value;
  }

  /** The name is not told: it may be a secret that begins with a star. */
  #aliased(anchor: string, at: Place): YamlValue {
    const value = this.#anchors.get(anchor);
    if (value !== undefined) return value;
    const problem = this.#anchors.has(anchor)
      ? 'this alias stands for a value that holds it'
      : 'this alias (*name) names no anchor (&name) above it; put a text that begins with * in quotes';
    this.fault(at, problem);
    return { ...this.#nothing(at), isBroken: true };
  }

  #scalar(node: Scalar): YamlScalar {
    const value = node.value;
    const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    return {
      kind: 'scalar',
      at: this.#place(node),
      value: isPlain ? (value as YamlScalar['value']) : String(value),
      size: 1,
    };
  }

  #list(node: YAMLSeq): YamlList {
    const items = node.items.map((item) => this.value(item as Node));
    return { kind: 'list', at: this.#place(node), items, size: sizeOf(items) };
  }

  #map(node: YAMLMap): YamlMap {
    const own = new Map<string, YamlEntry>();
    const merged = new Map<string, YamlEntry>();
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const at = this.#place(pair.key);
      const key = this.#keyText(pair.key, at);
      const value = pair.value ? this.value(pair.value) : this.#nothing(at);
      if (key === MERGE) this.#merge(merged, value);
      else if (key !== undefined) this.#add(own, key, { at, value });
    }
    const entries = new Map([...merged, ...own]);
    const values = [...entries.values()].map((entry) => entry.value);
    return { kind: 'map', at: this.#place(node), entries, size: sizeOf(values) };
  }

  #keyText(key: Node, at: Place): string | undefined {
    const value = this.value(key);
    if (value.kind === 'scalar' && value.value !== null) return String(value.value);
    this.fault(at, 'a key must be a text');
    return undefined;
  }

  #add(entries: Map<string, YamlEntry>, key: string, entry: YamlEntry): void {
    const first = entries.get(key);
    if (first)
      this.fault(entry.at, `${safeKey(key)} is given twice in one map; the first stands at line ${first.at.line}`);
    else entries.set(key, entry);
  }

  /** `<<: *base` or `<<: [*one, *two]`: earlier maps win over later ones, and the map's own keys over all. */
  #merge(merged: Map<string, YamlEntry>, source: YamlValue): void {
    for (const map of source.kind === 'list' ? source.items : [source]) {
      if (map.kind !== 'map') this.fault(map.at, 'what << merges must be a map or a list of maps');
      else for (const [key, entry] of map.entries) if (!merged.has(key)) merged.set(key, entry);
    }
  }

  #nothing(at: Place): YamlScalar {
    return { kind: 'scalar', at, value: null, size: 1 };
  }

  #place(node: Node): Place {
    const { line, col } = this.#lines.linePos(node.range?.[0] ?? 0);
    return { line, column: col };
  }
}

const MERGE = '<<';

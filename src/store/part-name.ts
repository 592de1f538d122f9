/**
 * The name that the engine gives to a part of a table says which inserts are in it: `20261121_3_17_2` is of the
 * partition 20261121 and holds what inserts 3 to 17 brought (as far as they touched that day), merged twice.
 * Source: https://clickhouse.com/docs/operations/system-tables/parts.
 */
export interface PartName {
  readonly partition: string;
  /** First and last insert; the same in a part that no merge made. */
  readonly first: number;
  readonly last: number;
}

/** Also of parts that were set aside: `broken-on-start_20261121_3_17_2`. Undefined for a name of another shape. */
export function parsePartName(name: string): PartName | undefined {
  const match = /^(?:broken-on-start_)?([^_]+)_(\d+)_(\d+)_\d+(?:_try\d+)?$/.exec(name);
  return match ? { partition: match[1]!, first: Number(match[2]), last: Number(match[3]) } : undefined;
}

/**
 * Whether other parts hold what a merged one does. The engine keeps those that it was made of for eight minutes, takes them
 * up again where the merged one cannot be read, and soon merges them with others. They go all at once, so the first and
 * the last insert are enough: numbers in between may be missing, because inserts are counted over all partitions.
 */
export function isCovered(merged: PartName, others: readonly PartName[]): boolean {
  const isIn = (insert: number) =>
    others.some(({ partition, first, last }) => partition === merged.partition && first <= insert && insert <= last);
  return isIn(merged.first) && isIn(merged.last);
}

import { countText, textTable, timeText } from './text-table.ts';

// The server's answers about nodes (src/http/node-routes.ts), as lines for people.

interface SumsAnswer {
  readonly segments: number;
  readonly lines: number;
  readonly rejects: Readonly<Record<string, number>>;
  /** Unix seconds, as all times. */
  readonly first_minute: number | null;
  readonly last_minute: number | null;
  readonly last_stored: number | null;
}

interface ChangeAnswer {
  readonly name: string;
  readonly other_names: readonly string[];
  readonly retired: boolean;
}

interface NodeAnswer extends ChangeAnswer, SumsAnswer {
  readonly streams: number;
  /** Of its agent; null where it has none. */
  readonly state: string | null;
  readonly last_heartbeat: number | null;
  readonly lag_seconds: number | null;
  readonly possible_double_counts: readonly { readonly node: string; readonly segments: number }[];
}

interface StreamAnswer extends SumsAnswer {
  readonly stream: string;
  readonly path: string;
  readonly bytes: number;
}

const SUMS = ['segments', 'lines', 'rejected', 'first minute (UTC)', 'last minute', 'last stored'];

export function nodeLines(answer: string): string[] {
  const { nodes } = JSON.parse(answer) as { nodes: NodeAnswer[] };
  if (nodes.length === 0) return ['no node has sent usage yet'];
  const rows = nodes.map((node) => [node.name, ...agentCells(node), node.streams, ...sumCells(node)]);
  return [...textTable([['node', 'agent', 'lag (s)', 'streams', ...SUMS], ...rows]), ...nodes.flatMap(remarks)];
}

export function streamLines(answer: string): string[] {
  const { streams } = JSON.parse(answer) as { streams: StreamAnswer[] };
  const rows = streams.map((each) => [each.stream, each.path, each.bytes, ...sumCells(each)]);
  return textTable([['stream', 'path', 'bytes', ...SUMS], ...rows]);
}

export function changeLines(answer: string): string[] {
  const { name, other_names, retired } = JSON.parse(answer) as ChangeAnswer;
  const also = other_names.length > 0 ? ` (also ${other_names.join(', ')})` : '';
  return [`node ${name}${also}: ${retired ? 'retired, what it sends is refused' : 'may send'}`];
}

/** What a silent agent's lag is nobody knows. */
function agentCells({ retired, state, lag_seconds }: NodeAnswer): [string, string | number] {
  return [retired ? 'retired' : (state ?? ''), state === 'silent' ? '-' : (lag_seconds ?? '-')];
}

function sumCells({ segments, lines, rejects, first_minute, last_minute, last_stored }: SumsAnswer) {
  const rejected = Object.values(rejects).reduce((sum, count) => sum + count, 0);
  return [segments, lines, rejected, timeText(first_minute), timeText(last_minute), timeText(last_stored)];
}

/** What a table has no room for. */
function remarks(node: NodeAnswer): string[] {
  const { name, other_names, rejects, possible_double_counts, state, last_heartbeat } = node;
  const reasons = Object.entries(rejects).sort();
  return [
    ...(state === 'silent' ? [`${name}: silent, its agent was last heard at ${timeText(last_heartbeat)}`] : []),
    ...(other_names.length > 0 ? [`${name}: also known as ${other_names.join(', ')}`] : []),
    ...(reasons.length > 0
      ? [`${name}: rejected lines: ${reasons.map(([reason, count]) => `${countText(count)} ${reason}`).join(', ')}`]
      : []),
    ...possible_double_counts.map(
      ({ node, segments }) => `${name}: possible double count: ${countText(segments)} segments are the same on ${node}`,
    ),
  ];
}

import { countText, textTable, timeText } from './text-table.ts';

// The server's answers about removals (src/http/removal-routes.ts), as lines for people.

interface PreviewAnswer {
  readonly domain: string;
  readonly node: string | null;
  readonly stream: string | null;
  /** Unix seconds, as all times. */
  readonly from: number;
  readonly to: number;
  readonly removed: { readonly rows: number; readonly requests: number; readonly bytes: number };
}

interface RemovalAnswer extends PreviewAnswer {
  readonly id: string;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  readonly applied: boolean;
  readonly undone: { readonly by: string; readonly at: number } | null;
}

export function previewLines(answer: string): string[] {
  const preview = JSON.parse(answer) as PreviewAnswer;
  const nothing = 'nothing is stored there now; what comes later for it would be refused';
  return [`${scopeText(preview)}: ${preview.removed.rows === 0 ? nothing : usageText(preview)}`];
}

export function removalLines(answer: string): string[] {
  const removal = JSON.parse(answer) as RemovalAnswer;
  return [`removed ${usageText(removal)}; id ${removal.id}, weir forget --undo ${removal.id} takes it back`];
}

export function undoLines(answer: string): string[] {
  const removal = JSON.parse(answer) as RemovalAnswer;
  return [
    `removal ${removal.id} is undone: ${scopeText(removal)}`,
    'ingest the logs again with weir ingest --replace to bring the usage back',
  ];
}

const HEADINGS = ['id', 'at (UTC)', 'by', 'what', 'rows', 'requests', 'bytes', 'reason', ''];

export function removalsLines(answer: string): string[] {
  const { forgotten } = JSON.parse(answer) as { forgotten: RemovalAnswer[] };
  if (forgotten.length === 0) return ['nothing was removed so far'];
  const rows = forgotten.map((removal) => {
    const { id, at, by, reason, removed } = removal;
    const what = scopeText(removal);
    return [id, timeText(at), by, what, removed.rows, removed.requests, removed.bytes, reason, stateText(removal)];
  });
  return textTable([HEADINGS, ...rows]);
}

function stateText({ applied, undone }: RemovalAnswer): string {
  if (undone) return `undone by ${undone.by} at ${timeText(undone.at)}`;
  return applied ? '' : 'not yet carried out';
}

function scopeText({ domain, node, stream, from, to }: PreviewAnswer): string {
  const source = [...(node === null ? [] : [`node ${node}`]), ...(stream === null ? [] : [`stream ${stream}`])];
  return `${[domain, ...source].join(', ')}, ${timeText(from)} to ${timeText(to)}`;
}

function usageText({ removed: { rows, requests, bytes } }: PreviewAnswer): string {
  return `${countText(rows)} rows with ${countText(requests)} requests and ${countText(bytes)} bytes`;
}

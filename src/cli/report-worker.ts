import { parentPort, threadId, workerData } from 'node:worker_threads';
import type { FormatProgram } from '../format/program.ts';
import type { LogPart } from '../meter/log-part.ts';
import { LogReadError } from '../meter/log-read-error.ts';
import type { PartProgress } from '../meter/part-meter.ts';
import { type ReportShare, ShareMeter } from './report-share.ts';

/** What a worker is started with. */
export interface ReportTask {
  readonly program: FormatProgram;
  readonly bucketSeconds: number;
  /** Where rows are put that memory should not hold: of its own for each report, and made when it is needed. */
  readonly spillFolder: string;
}

/** To the worker: the next part; null = no more. */
export type ReportOrder = LogPart | null;

/** From the worker. */
export type ReportNews =
  | { readonly kind: 'progress'; readonly progress: PartProgress }
  | { readonly kind: 'idle' }
  | { readonly kind: 'totals'; readonly share: ReportShare }
  | { readonly kind: 'unreadable'; readonly path: string; readonly message: string };

const port = parentPort!;
const share = new ShareMeter(workerData as ReportTask, `thread-${threadId}`);

port.on('message', (part: ReportOrder) => void obey(part));
tell({ kind: 'idle' });

async function obey(part: ReportOrder): Promise<void> {
  if (part === null) {
    // not closed: Node 20 would wait for the thread's compilations, which may wait for a collection only the thread can make
    tellShare(share.end());
    return;
  }
  try {
    await share.meter.read(part, (progress) => tell({ kind: 'progress', progress }));
    tell({ kind: 'idle' });
  } catch (error) {
    if (!(error instanceof LogReadError)) throw error; // a defect: the worker ends with it, and so does the command
    tell({ kind: 'unreadable', path: error.path, message: error.message });
  }
}

/** What lies in the kernel's memory is copied and the copy handed over: the memory itself cannot be. */
function tellShare({ totals, spills }: ReportShare): void {
  if ('table' in totals.rows) {
    tell({ kind: 'totals', share: { totals, spills } });
    return;
  }
  const kernel = { ...totals.rows.kernel, words: totals.rows.kernel.words.slice() };
  const news: ReportNews = { kind: 'totals', share: { totals: { ...totals, rows: { kernel } }, spills } };
  port.postMessage(news, [kernel.words.buffer]);
}

function tell(news: ReportNews): void {
  port.postMessage(news);
}

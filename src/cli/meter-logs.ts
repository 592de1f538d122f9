import { Worker } from 'node:worker_threads';
import { type LogPart, planParts } from '../meter/log-part.ts';
import type { PartProgress } from '../meter/part-meter.ts';
import { CommandFailure } from './failure.ts';
import { createProgress } from './progress.ts';
import { type ReportShare, ShareMeter } from './report-share.ts';
import type { ReportNews, ReportOrder, ReportTask } from './report-worker.ts';

/**
 * Meters logs with some threads, a progress bar on standard error. Out: what each thread's share gave; their sum is the same
 * whatever the number of threads. Rejects with LogReadError, or CommandFailure from a thread.
 */
export async function meterLogs(paths: readonly string[], task: ReportTask, threads: number): Promise<ReportShare[]> {
  const { parts, totalBytes } = await planParts(paths, threads);
  const progress = createProgress({ label: paths.length === 1 ? paths[0]! : `${paths.length} files`, totalBytes });
  const sum = { fileBytes: 0, lines: 0 };
  const onProgress = (news: PartProgress) => {
    sum.fileBytes += news.fileBytes;
    sum.lines += news.lines;
    progress.update(sum.fileBytes, sum.lines);
  };
  const workers: Worker[] = [];
  try {
    const here = parts.filter((part) => threads === 1 || part.path === '-'); // a worker has no standard input
    const queue = parts.filter((part) => !here.includes(part));
    while (workers.length < Math.min(threads, queue.length)) workers.push(startWorker(task));
    const shares = workers.map((worker) => shareOf(worker, queue, onProgress));
    return await Promise.all([readHere(task, here, onProgress), ...shares]);
  } catch (error) {
    if (paths.includes('-')) process.stdin.destroy(); // an open terminal would keep the failed command alive
    throw error;
  } finally {
    progress.done();
    for (const worker of workers) void worker.terminate(); // where one has failed, the others need not go on
  }
}

async function readHere(
  task: ReportTask,
  parts: readonly LogPart[],
  onProgress: (progress: PartProgress) => void,
): Promise<ReportShare> {
  const share = new ShareMeter(task, 'main');
  for (const part of parts) await share.meter.read(part, onProgress);
  return share.end();
}

/** Threads run the built JavaScript: before Node 22.18 a worker cannot run TypeScript. */
function startWorker(task: ReportTask): Worker {
  return new Worker(new URL('./report-worker.js', import.meta.url), { workerData: task });
}

/** Gives a thread parts from the queue until it is empty, and then asks for what they gave. */
function shareOf(worker: Worker, queue: LogPart[], onProgress: (progress: PartProgress) => void): Promise<ReportShare> {
  return new Promise((resolve, reject) => {
    worker.on('message', (news: ReportNews) => {
      if (news.kind === 'progress') onProgress(news.progress);
      else if (news.kind === 'idle') worker.postMessage((queue.shift() ?? null) satisfies ReportOrder);
      else if (news.kind === 'totals') {
        resolve(news.share);
        void worker.terminate(); // gives its memory back before the report is written
      } else reject(new CommandFailure(news.message));
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new CommandFailure('a metering thread ended before it was done')));
  });
}

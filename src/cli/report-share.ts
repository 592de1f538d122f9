import { PartMeter, type PartTotals } from '../meter/part-meter.ts';
import { reportRows } from './report-rows.ts';
import { spillRows } from './report-spill.ts';
import type { ReportTask } from './report-worker.ts';

/** What one thread has metered. */
export interface ReportShare {
  readonly totals: PartTotals;
  /** Files with rows that are not in the totals (report-spill.ts). */
  readonly spills: readonly string[];
}

/** Meters a thread's share of a report, in memory that does not grow with it. */
export class ShareMeter {
  readonly meter: PartMeter;
  readonly #spills: string[] = [];

  /** `name`: unlike that of any other thread. */
  constructor({ program, bucketSeconds, spillFolder }: ReportTask, name: string) {
    this.meter = new PartMeter(program, bucketSeconds, {
      onFull: (rows) => {
        const file = `${name}-${this.#spills.length}`;
        this.#spills.push(spillRows(reportRows([rows]), spillFolder, file));
      },
    });
  }

  end(): ReportShare {
    return { totals: this.meter.totals(), spills: this.#spills };
  }
}

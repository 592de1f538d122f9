import { expect } from 'vitest';
import { addTruth, truthCells } from '../../support/exact-usage.ts';
import { Truth } from '../../support/log-truth.ts';
import { temporaryFolder } from '../../support/programs.ts';
import { createRandom } from '../../support/random.ts';
import { SHARED_HOSTS } from './edge-node.ts';
import { FAULTS } from './faults.ts';
import type { NodePrograms } from './node-program.ts';
import { runSchedule } from './schedule.ts';
import { UsageServer } from './usage-server.ts';

export interface ScheduleOptions {
  readonly schedules: number;
  readonly seed: number;
  readonly programs: NodePrograms;
}

/** What was done, so that a run in which nothing happened is seen. */
export interface ScheduleReport {
  lines: number;
  serverKills: number;
  cutRequests: number;
  cutAnswers: number;
  replayed: number;
  /** How often each happened, by the schedules' journals. */
  faults: Record<string, number>;
}

/** One schedule of a run again, alone: WEIR_SEED=... WEIR_SCHEDULE=7. */
const ONLY = process.env.WEIR_SCHEDULE;
const NODES_AT_A_TIME = 6; // most of the time they wait

/** Schedules with one server, which they kill under each other: as many nodes at a time as a small fleet has. */
export async function runSchedules(options: ScheduleOptions): Promise<ScheduleReport> {
  const folder = temporaryFolder('schedules');
  const server = await UsageServer.start(folder.path);
  const run = new Run(folder.path, server, options);
  try {
    await Promise.all(Array.from({ length: NODES_AT_A_TIME }, () => run.lane()));
    await run.compareShared();
    return { ...run.report, serverKills: server.kills };
  } finally {
    await server.stop();
    folder.dispose();
  }
}

class Run {
  readonly report: ScheduleReport = {
    lines: 0,
    serverKills: 0,
    cutRequests: 0,
    cutAnswers: 0,
    replayed: 0,
    faults: {},
  };
  readonly #folder: string;
  readonly #server: UsageServer;
  readonly #options: ScheduleOptions;
  readonly #truth = new Truth();
  #next = 0;
  #isFailed = false;

  constructor(folder: string, server: UsageServer, options: ScheduleOptions) {
    this.#folder = folder;
    this.#server = server;
    this.#options = options;
  }

  /** One schedule after the other, until all were run or one has failed. */
  async lane(): Promise<void> {
    const { schedules } = this.#options;
    while (this.#next < schedules && !this.#isFailed) {
      const number = this.#next++;
      if (ONLY === undefined || Number(ONLY) === number) await this.#schedule(number);
    }
  }

  async #schedule(number: number): Promise<void> {
    const { seed, programs } = this.#options;
    const names = Object.keys(FAULTS);
    const random = createRandom(seed + number);
    const journal: string[] = [];
    const must = [0, 1].map((i) => names[(2 * number + i) % names.length]!);
    try {
      const site = { folder: `${this.#folder}/edge-${number}`, server: this.#server, random, programs, must };
      const node = await runSchedule(site, journal);
      addTruth(this.#truth, node.truth);
      for (const { counts } of node.proxies) this.#count(counts);
      for (const name of journal) this.report.faults[name] = (this.report.faults[name] ?? 0) + 1;
    } catch (error) {
      this.#isFailed = true;
      throw error;
    }
  }

  #count(counts: Readonly<Record<'cutRequests' | 'cutAnswers' | 'replayed', number>>): void {
    this.report.cutRequests += counts.cutRequests;
    this.report.cutAnswers += counts.cutAnswers;
    this.report.replayed += counts.replayed;
  }

  /** What all nodes together have of the hosts that they share. */
  async compareShared(): Promise<void> {
    this.report.lines = this.#truth.lines;
    const stored = await this.#server.cells(SHARED_HOSTS);
    expect(stored, 'what all nodes share').toEqual(truthCells(this.#truth, SHARED_HOSTS));
  }
}

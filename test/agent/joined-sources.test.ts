import { expect, test } from 'vitest';
import { JoinedSources } from '../../src/agent/joined-sources.ts';
import type { Parcel } from '../../src/agent/parcel.ts';
import type { Refusal } from '../../src/agent/refusal.ts';
import type { Round, SegmentSource, SourceStatus } from '../../src/agent/segment-source.ts';
import type { InputStatus } from '../../src/agent/status.ts';

const REFUSAL: Refusal = { status: 409, code: 'edited', message: 'somebody edited it' };

/** Has so many parcels, and notes what it is told. */
class Scripted implements SegmentSource {
  readonly told: string[] = [];
  readonly parcels: Parcel[];
  readonly name: string;
  next: Promise<Round> = Promise.resolve({ bytesRead: 7, isCaughtUp: true });

  constructor(name: string, parcels: number) {
    this.name = name;
    this.parcels = Array.from({ length: parcels }, () => parcel());
  }

  round(now: number, budget: number): Promise<Round> {
    this.told.push(`round ${now} ${budget}`);
    return this.next;
  }

  takeDue(_now: number, all = false): Parcel | undefined {
    return all ? this.parcels.pop() : this.parcels.shift();
  }

  acknowledged(): void {
    this.told.push('acknowledged');
  }

  returned(back: Parcel): void {
    this.parcels.push(back);
  }

  refused(_parcel: Parcel, { code }: Refusal, now: number): void {
    this.told.push(`refused ${code} ${now}`);
  }

  checkpoint(): unknown {
    return this.name;
  }

  status(): SourceStatus {
    const input: InputStatus = { input: this.name, kind: 'log', format: 'weir', files: 1, fault: null };
    return { inputs: [input], streams: [] };
  }

  async finish(): Promise<void> {
    this.told.push('finished');
  }

  async close(): Promise<void> {
    this.told.push('closed');
  }
}

function parcel(): Parcel {
  const batch = { node: 'n', stream: '0', path: '/a', format: 'f', meterHash: '0', segments: [] };
  return { batch, isClosed: false, weight: 1 };
}

function joined(ofLogs: number, ofLive: number) {
  const logs = new Scripted('logs', ofLogs);
  const live = new Scripted('live', ofLive);
  return { logs, live, all: new JoinedSources([logs, live]) };
}

test('parcels are taken of each source in turn, and of the others once one has none', () => {
  const { logs, live, all } = joined(3, 1);
  const expected = [logs.parcels[0], live.parcels[0], logs.parcels[1], logs.parcels[2], undefined, undefined];
  expect(expected.map(() => all.takeDue(0))).toEqual(expected);
});

test('what became of a parcel is told to the source that gave it, and to no other', () => {
  const { logs, live, all } = joined(2, 2);
  const [first, second, third] = [all.takeDue(0)!, all.takeDue(0)!, all.takeDue(0)!];
  all.refused(second, REFUSAL, 5);
  all.acknowledged(first);
  expect(logs.told).toEqual(['acknowledged']);
  expect(live.told).toEqual(['refused edited 5']);
  all.returned(third);
  expect(logs.parcels).toEqual([third]);
});

test('a parcel that is not out is nobody’s', () => {
  const { all } = joined(1, 0);
  const taken = all.takeDue(0)!;
  all.acknowledged(taken);
  expect(() => all.acknowledged(taken)).toThrow('not out');
  expect(() => all.returned(parcel())).toThrow('not out');
});

test('all sources read at once, and all is read when each has', async () => {
  const { logs, live, all } = joined(0, 0);
  let end = (_round: Round) => {};
  logs.next = new Promise((resolve) => {
    end = resolve;
  });
  const round = all.round(3, 100);
  expect(live.told).toEqual(['round 3 100']);
  end({ bytesRead: 50, isCaughtUp: false });
  expect(await round).toEqual({ bytesRead: 57, isCaughtUp: false });
});

test('the checkpoint is the first one’s, the status everybody’s, and all are closed', async () => {
  const { logs, live, all } = joined(0, 0);
  expect(all.checkpoint()).toBe('logs');
  expect(all.status(0).inputs.map(({ input }) => input)).toEqual(['logs', 'live']);
  await all.finish();
  await all.close();
  expect([logs.told, live.told]).toEqual([
    ['finished', 'closed'],
    ['finished', 'closed'],
  ]);
});

test('whatever is due is asked of all of them', () => {
  const { logs, live, all } = joined(2, 2);
  const last = [logs.parcels[1], live.parcels[1]];
  expect([all.takeDue(0, true), all.takeDue(0, true)]).toEqual(last);
});

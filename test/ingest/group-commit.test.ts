import { describe, expect, test } from 'vitest';
import { GroupCommit } from '../../src/ingest/group-commit.ts';
import { TurnTaking } from '../../src/ingest/turn-taking.ts';
import type { StoredSegment } from '../../src/usage/usage-store.ts';
import { rowsOf } from '../support/batches.ts';

const segment = (name: string): StoredSegment => ({
  entry: { segment: name } as StoredSegment['entry'],
  rows: rowsOf([]),
});

/** A store whose puts end when they are let. */
function slowStore() {
  const puts: { names: string[]; end: (error?: Error) => void }[] = [];
  const put = (segments: readonly StoredSegment[]) =>
    new Promise<void>((resolve, reject) => {
      const end = (error?: Error) => (error ? reject(error) : resolve());
      puts.push({ names: segments.map(({ entry }) => entry.segment), end });
    });
  return { puts, put };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
  test('what arrives while the store is busy is written in one go, and acknowledged after it', async () => {
    const store = slowStore();
    const commits = new GroupCommit(store);
    const done: string[] = [];
    for (const name of ['a', 'b', 'c']) commits.put([segment(name)]).then(() => done.push(name));
    await settled();
    expect(store.puts.map(({ names }) => names)).toEqual([['a']]);
    store.puts[0]!.end();
    await settled();
    expect([done, store.puts[1]!.names]).toEqual([['a'], ['b', 'c']]);
    store.puts[1]!.end();
    await settled();
    expect(done).toEqual(['a', 'b', 'c']);
  });

  test('a batch that the store cannot take fails alone', async () => {
    const bad = new Error('bad');
    const put = async (segments: readonly StoredSegment[]) => {
      await settled();
      if (segments.some(({ entry }) => entry.segment === 'bad')) throw bad;
    };
    const commits = new GroupCommit({ put });
    const results = await Promise.allSettled(['a', 'b', 'bad', 'c'].map((name) => commits.put([segment(name)])));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('taking turns', () => {
  test('tasks of one key follow each other, even after a failure; other keys do not wait', async () => {
    const turns = new TurnTaking();
    const order: string[] = [];
    const task =
      (name: string, fails = false) =>
      async () => {
        order.push(`${name} begins`);
        await settled();
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
      };
    await Promise.allSettled([
      turns.take('k', task('1', true)),
      turns.take('k', task('2')),
      turns.take('other', task('3')),
    ]);
    expect(order.filter((event) => !event.startsWith('3'))).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
    expect(order.indexOf('3 begins')).toBeLessThan(order.indexOf('1 ends'));
  });
});

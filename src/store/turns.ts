/**
 * Lends out a few things to many tasks, one task at a time each, in the order asked.
 *
 *     const readers = turns([session1, session2]);
 *     await readers.use((session) => session.queryAsync(sql));   // waits while both are busy
 *
 * A chdb session runs one query after the other and a waiting one would hold a thread of libuv's small pool, so the
 * waiting happens here.
 */
export interface Turns<T> {
  use<Result>(task: (thing: T) => Promise<Result>): Promise<Result>;
  /** Resolves once nothing is lent out or waiting. */
  idle(): Promise<void>;
}

export function turns<T>(things: readonly T[]): Turns<T> {
  const free = [...things];
  const waiting: ((thing: T) => void)[] = [];
  const running = new Set<Promise<unknown>>();

  const taken = (): Promise<T> => {
    const thing = free.pop();
    return thing === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(thing);
  };
  const giveBack = (thing: T): void => {
    const next = waiting.shift();
    if (next) next(thing);
    else free.push(thing);
  };
  const turn = async <Result>(task: (thing: T) => Promise<Result>): Promise<Result> => {
    const thing = await taken();
    try {
      return await task(thing);
    } finally {
      giveBack(thing);
    }
  };
  return {
    use: (task) => {
      const result = turn(task);
      running.add(result);
      const forget = (): void => void running.delete(result);
      result.then(forget, forget);
      return result;
    },
    idle: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

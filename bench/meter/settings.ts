export interface Settings {
  /** Size of the text log and of the JSON log that everybody reads, in 10^6 bytes: WEIR_BENCH_MB. */
  readonly megabytes: number;
  /** WEIR_BENCH_ROUNDS. */
  readonly rounds: number;
  /** Also 10 GB, for Weir alone: WEIR_BENCH_BIG=1. */
  readonly big: boolean;
}

/** Throws an Error that names the variable and what would be accepted. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  return {
    megabytes: wholeNumber(env, 'WEIR_BENCH_MB', 1500), // a day of 500 domains, 74 lines a second
    rounds: wholeNumber(env, 'WEIR_BENCH_ROUNDS', 3),
    big: env.WEIR_BENCH_BIG === '1',
  };
}

function wholeNumber(env: Readonly<Record<string, string | undefined>>, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(`${name}=${text}: a whole number from 1 to 999999 is expected`);
}

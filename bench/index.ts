import type { Benchmark } from './benchmark.ts';
import { memory } from './memory.ts';
import { meter } from './meter.ts';
import { questions } from './questions.ts';
import { senders } from './senders.ts';
import { storeBenchmarks } from './store.ts';

/** Every benchmark, in the order of docs/benchmarks.md. */
export const benchmarks: readonly Benchmark[] = [...storeBenchmarks, senders, questions, meter, memory];

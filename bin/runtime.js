// What must be decided before anything else is loaded; CommonJS, because loading an ES module is already too late.

// The embedded store keeps up to three threads busy, and the default of four would leave one for files, DNS and compression.
process.env.UV_THREADPOOL_SIZE ??= '16';

// Answers of hundreds of kilobytes live outside the heap. Freed by another thread, each costs more than writing it: the
// kernel stops this thread while it unmaps them (a month's answer: 25.5 ms of CPU with, 21 ms without).
require('node:v8').setFlagsFromString('--no-concurrent-array-buffer-sweeping');

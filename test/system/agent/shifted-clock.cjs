// For `node --require`: the process's wall clock is off by the milliseconds that the file WEIR_TEST_CLOCK holds, and follows it
// while it runs. Timers and performance.now() go on as they do when somebody sets a clock.
const { readFileSync } = require('node:fs');

const LOOK_MS = 20;
const RealDate = Date;
let shift = 0;
let lookedAt = Number.NEGATIVE_INFINITY;

function now() {
  if (performance.now() - lookedAt > LOOK_MS) {
    lookedAt = performance.now();
    shift = Number(readFileSync(process.env.WEIR_TEST_CLOCK, 'utf8'));
  }
  return RealDate.now() + shift;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, self) => Reflect.construct(target, given.length === 0 ? [now()] : given, self),
  apply: (target) => new target(now()).toString(),
  get: (target, name) => (name === 'now' ? now : target[name]),
});

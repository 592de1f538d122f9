import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What /metrics shows. One registry per server, so that several can live in one process. */
export interface Metrics {
  readonly registry: Registry;
  observeRequest(route: string, status: number, seconds: number): void;
  observeIngest(result: { rows: number; segments: number; lines: number; rejected: number }): void;
  observeAnswer(vendor: string, status: number): void;
  setReady(isReady: boolean): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'weir_http_request_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers,
  });
  const ingested = new Counter({
    name: 'weir_ingested_total',
    help: 'What nodes have sent and the store has taken, re-sends included',
    labelNames: ['what'],
    registers,
  });
  const answers = new Counter({
    name: 'weir_vendor_answers_total',
    help: "Answers in a vendor's dialect, by HTTP status",
    labelNames: ['vendor', 'status'],
    registers,
  });
  const ready = new Gauge({ name: 'weir_ready', help: '1 when /readyz last said yes', registers });
  return {
    registry,
    observeRequest: (route, status, seconds) => requests.observe({ route, status }, seconds),
    observeIngest: (result) => {
      for (const [what, value] of Object.entries(result)) ingested.inc({ what }, value);
    },
    observeAnswer: (vendor, status) => answers.inc({ vendor, status }),
    setReady: (isReady) => ready.set(isReady ? 1 : 0),
  };
}

import { expect, it } from 'vitest';
import { tryFormat } from '../../src/meter/try-format.ts';
import { nginx, program } from './meter-text.ts';

const TIME = '2026-01-01T00:00:00+00:00';

it('counts metered, rejected and odd lines, the unterminated last one too', () => {
  const format = nginx(
    '$host $time_iso8601 $status $bytes_sent $request_time $upstream_cache_status "$upstream_bytes_received"',
  );
  const lines = [
    '# a comment',
    `a.com ${TIME} 200 5 0.5 HIT "-"`,
    `- ${TIME} 200 5 0.5 HIT "-"`,
    `a.com ${TIME} 2xx 5 0.5 MISS "1, 2"`,
    `a.com ${TIME} 200 5 - - "(X11; Linux)"`,
    '',
    `a.com ${TIME} - 5 0.5 - "-"`,
  ];
  expect(tryFormat(format, Buffer.from(lines.join('\n')))).toEqual({
    lines: 6,
    metered: 4,
    odd: 2,
    rejects: { host: 1, blank: 1 },
    found: ['host', 'time', 'status', 'bytes', 'duration', 'cache', 'origin'],
  });
});

it('finds only what is there and makes sense', () => {
  const format = program({
    kind: 'json',
    keys: { start: 's', duration_ms: 'd', host: 'h', bytes: 'b', cache: 'c', status: 'x' },
  });
  const lines = [`{"s":"${TIME}","d":12,"h":"a.com","b":"5","c":"-"}`, `{"s":"${TIME}","h":"a.com","b":5,"x":"soon"}`];
  expect(tryFormat(format, Buffer.from(lines.join('\n')))).toMatchObject({
    metered: 2,
    odd: 1,
    found: ['host', 'bytes', 'duration', 'time'],
  });
});

it('has nothing to say of no lines', () => {
  expect(tryFormat(nginx('$host $msec $bytes_sent'), Buffer.alloc(0))).toEqual({
    lines: 0,
    metered: 0,
    odd: 0,
    rejects: {},
    found: [],
  });
});

import { expect, test } from 'vitest';
import { PathPattern } from '../../src/agent/path-pattern.ts';

test.each([
  ['/var/log/nginx/*access.log*', '/var/log/nginx', 1],
  ['/var/log/nginx/access.log', '/var/log/nginx', 1],
  ['/srv/*/log/x.log', '/srv', 3],
  ['/srv/{a,b}/x.log', '/srv', 2],
  ['/**/x.log', '/', Number.POSITIVE_INFINITY],
  ['/*.log', '/', 1],
  ['/x.log', '/', 1],
])('%s is looked for in %s, %d names deep', (text, folder, depth) => {
  const pattern = new PathPattern(text);
  expect([pattern.folder, pattern.depth]).toEqual([folder, depth]);
});

test.each([
  ['/log/*access.log*', '/log/access.log', true],
  ['/log/*access.log*', '/log/a.access.log.12.gz', true],
  ['/log/*access.log*', '/log/error.log', false],
  ['/log/*access.log*', '/log/old/access.log', false],
  ['/log/**/x.log', '/log/x.log', true],
  ['/log/**/x.log', '/log/a/b/x.log', true],
  ['/log/{a,b}.log', '/log/b.log', true],
  ['/log/[0-9].log', '/log/7.log', true],
  ['/log/x.log', '/log/xxlog', false],
  ['/log/*.log', '/log/.hidden.log', false],
])('%s and %s: %s', (text, path, isMatch) => {
  expect(new PathPattern(text).matches(path)).toBe(isMatch);
});

import { describe, expect, test } from 'vitest';
import { reportOf } from '../../src/sources/agent-report.ts';
import { HeartbeatBook } from '../../src/sources/heartbeat-book.ts';
import { heartbeatOf } from '../support/heartbeats.ts';

const ledger = { extent: () => undefined, hasNode: (node: string) => node.startsWith('stored') };

function report(identity: string, now: number, streams = 1, hasOwnToken = false) {
  const [stream] = heartbeatOf(now).streams;
  const heartbeat = heartbeatOf(now, { streams: Array.from({ length: streams }, () => stream!) });
  return reportOf(heartbeat, { identity, now, ledger, hasOwnToken, previous: undefined });
}

const names = (book: HeartbeatBook) => [...book.values()].map(({ head }) => head.identity);

describe('heartbeats in bounded memory', () => {
  test('a node that is heard again is there once, with what it said last', () => {
    const book = new HeartbeatBook();
    book.put(report('edge-1', 1000));
    book.put(report('edge-1', 2000));
    expect(names(book)).toEqual(['edge-1']);
    expect(book.get('edge-1')!.head.receivedAt).toBe(2000);
  });

  test('invented names push out each other, not the nodes that ever stored or have a token of their own', () => {
    const book = new HeartbeatBook({ agents: 3, detailCharacters: 1e9 });
    book.put(report('stored-1', 1));
    book.put(report('own token', 2, 1, true));
    for (let i = 0; i < 100; i++) book.put(report(`invented-${i}`, 3 + i));
    expect(names(book)).toEqual(['stored-1', 'own token', 'invented-99']);
    book.put(report('stored-2', 200));
    book.put(report('late invention', 201));
    expect(names(book)).toEqual(['stored-1', 'own token', 'stored-2']);
  });

  test('where all are trusted the one that was silent for longest goes', () => {
    const book = new HeartbeatBook({ agents: 2, detailCharacters: 1e9 });
    for (const name of ['stored-1', 'stored-2', 'stored-1', 'stored-3']) book.put(report(name, 1));
    expect(names(book)).toEqual(['stored-1', 'stored-3']);
  });

  test('details over the limit go, and the nodes stay', () => {
    const one = report('stored-1', 1).details.length;
    const book = new HeartbeatBook({ agents: 10, detailCharacters: 2 * one });
    for (const name of ['stored-1', 'invented', 'stored-2']) book.put(report(name, 1));
    const withDetails = () => [...book.values()].filter(({ details }) => details).map(({ head }) => head.identity);
    expect(withDetails()).toEqual(['stored-1', 'stored-2']);
    book.put(report('stored-3', 1, 100)); // more than there is room for at all
    expect(withDetails()).toEqual([]);
    expect(book.size).toBe(4);
    book.put(report('stored-1', 2));
    expect(withDetails()).toEqual(['stored-1']); // the room of what went is free again
  });
});

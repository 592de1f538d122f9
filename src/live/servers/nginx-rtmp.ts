import type { LiveServer } from '../live-server.ts';
import { garbled } from '../read-json.ts';
import type { CounterReading, StreamPlace } from '../snapshot.ts';
import { childOf, childrenOf, type XmlElement, xmlTree } from '../xml-tree.ts';

/**
 * nginx-rtmp (https://github.com/arut/nginx-rtmp-module), by the XML page of `rtmp_stat all`. The module counts bytes by
 * stream, not by connection, and as payload when it is queued for sending: about 1 % less than the wire has. A stream lives
 * while somebody publishes or plays it; published again it begins at 0, with a younger `<time>`.
 *
 *     <application><name>live</name><live><stream><name>t1</name><time>12000</time><bytes_in>..<bytes_out>..
 *       <client><id>7</id><time>9000</time>...</client></stream></live></application>
 *
 * Connections give requests and viewers. Every worker process has its own page, so there should be one worker: `pid` names
 * the run, and of several workers each poll would tell another's streams.
 */
export const nginxRtmp: LiveServer = {
  title: 'nginx-rtmp',
  async poll(url, get) {
    const { text } = await get(url);
    const root = xmlTree(text);
    if (root.name !== 'rtmp') throw garbled(`the page is <${root.name}>; <rtmp> of rtmp_stat is expected`);
    const streams = childrenOf(root, 'server').flatMap((server, i) =>
      childrenOf(server, 'application').flatMap((application) => streamsOf(application, i)),
    );
    return { run: textOf(root, 'pid'), ages: 'monotonic', readings: streams };
  },
};

function streamsOf(application: XmlElement, server: number): CounterReading[] {
  const app = textOf(application, 'name');
  const live = childOf(application, 'live');
  if (!live) return []; // an application that only plays files
  return childrenOf(live, 'stream').flatMap((stream) => {
    const place = { vhost: '', app, stream: textOf(stream, 'name') };
    const id = JSON.stringify([server, app, place.stream]);
    return [
      streamReading(stream, place, id),
      ...childrenOf(stream, 'client').map((client) => clientReading(client, place)),
    ];
  });
}

function streamReading(stream: XmlElement, place: StreamPlace, id: string): CounterReading {
  const bytes = { playBytes: countOf(stream, 'bytes_out'), publishBytes: countOf(stream, 'bytes_in') };
  return { ...place, id: `stream ${id}`, protocol: 'rtmp', role: 'stream', ageMs: countOf(stream, 'time'), ...bytes };
}

/** Its bytes are in the stream's counter. */
function clientReading(client: XmlElement, place: StreamPlace): CounterReading {
  const role = childOf(client, 'publishing') ? 'publish' : 'play';
  const ageMs = countOf(client, 'time');
  return {
    ...place,
    id: `client ${textOf(client, 'id')}`,
    protocol: 'rtmp',
    role,
    ageMs,
    playBytes: 0,
    publishBytes: 0,
  };
}

function textOf(element: XmlElement, name: string): string {
  const child = childOf(element, name);
  if (!child) throw garbled(`<${element.name}> has no <${name}>`);
  return child.text;
}

function countOf(element: XmlElement, name: string): number {
  const text = textOf(element, name).trim();
  const count = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(count)) return count;
  throw garbled(
    `<${name}> of <${element.name}> is ${JSON.stringify(text.slice(0, 40))}; an integer up to 2^53 - 1 is expected`,
  );
}

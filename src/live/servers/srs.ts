import type { HttpGet, LiveServer } from '../live-server.ts';
import { garbled, JsonFields } from '../read-json.ts';
import { type CounterReading, SourceFault, type StreamTotal } from '../snapshot.ts';
import { srsHookEvent } from './srs-hooks.ts';
import { srsPath, srsProtocol, srsRun } from './srs-names.ts';

/**
 * SRS (https://github.com/ossrs/srs), by its HTTP API: every connection of /api/v1/clients/, the streams' totals of
 * /api/v1/streams/, and the vhosts' names from /api/v1/vhosts/. Read off recordings of 6.0.157:
 *
 * - Lists give 10 entries unless `count` asks for more, and a path without its last slash is redirected.
 * - `service` is drawn at every start, so it names the run; older versions have only the process's `pid`.
 * - Counters are wire bytes since the connection began and move every 3 s; ids are not used again.
 * - A stream's total keeps what its ended connections sent; published again after everybody left, it is another stream.
 * - `url` (/live/t1) is the clean name of a stream; a vhost that is not the default stands in front of the first slash.
 *   `name` may end in .flv.
 */
export const srs: LiveServer = {
  title: 'SRS',
  hookEvent: srsHookEvent,
  async poll(url, get) {
    const streams = await listOf(url, 'streams', get); // before the clients: their counters may be newer, never older
    const clients = await listOf(url, 'clients', get);
    const vhosts = await listOf(url, 'vhosts', get);
    if (streams.run !== vhosts.run || clients.run !== vhosts.run) throw restarted();
    const names = new Map(vhosts.items.map((vhost) => [vhost.text('id'), vhost.text('name')]));
    const readings = clients.items.map((client) => readingOf(client, names));
    return { run: clients.run, ages: 'wall', readings, totals: streams.items.map((stream) => totalOf(stream, names)) };
  },
};

const PAGE = 1000;
/** SRS never cuts a page shorter than this, so a shorter one is the last. */
const LEAST_PAGE = 10;
const MOST_PAGES = 100;

interface List {
  readonly run: string;
  readonly items: readonly JsonFields[];
}

/** All pages. A connection that ends meanwhile moves the others up, so one may be missed: the next poll has it. */
async function listOf(base: string, name: 'streams' | 'clients' | 'vhosts', get: HttpGet): Promise<List> {
  const items: JsonFields[] = [];
  let run: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await answerOf(base, `/api/v1/${name}/?start=${items.length}&count=${PAGE}`, get);
    run ??= answer.run;
    if (answer.run !== run) throw restarted();
    const list = answer.fields.list(name);
    items.push(...list);
    if (list.length < LEAST_PAGE) return { run, items };
  }
  throw garbled(`SRS lists more than ${MOST_PAGES * PAGE} ${name}`);
}

async function answerOf(base: string, path: string, get: HttpGet): Promise<{ run: string; fields: JsonFields }> {
  const { text } = await get(new URL(`.${path}`, base.endsWith('/') ? base : `${base}/`).href);
  const fields = JsonFields.parse(text, `SRS's answer to ${path}`);
  const code = fields.number('code');
  if (code !== 0) throw garbled(`SRS's answer to ${path} has code ${code}; 0 is expected`);
  return { run: srsRun(fields.text('server'), fields.text(fields.has('service') ? 'service' : 'pid')), fields };
}

function restarted(): SourceFault {
  return new SourceFault('unreachable', 'SRS restarted while it was asked');
}

function totalOf(stream: JsonFields, vhosts: ReadonlyMap<string, string>): StreamTotal {
  const vhost = stream.text('vhost');
  const place = { vhost: vhosts.get(vhost) ?? vhost, ...srsPath(stream.text('url')) };
  return { id: stream.text('id'), ...place, sentBytes: stream.count('send_bytes') };
}

function readingOf(client: JsonFields, vhosts: ReadonlyMap<string, string>): CounterReading {
  const isPublisher = client.flag('publish');
  const vhost = client.text('vhost');
  return {
    id: client.text('id'),
    vhost: vhosts.get(vhost) ?? vhost,
    ...srsPath(client.text('url')),
    protocol: srsProtocol(client.text('type')),
    role: isPublisher ? 'publish' : 'play',
    ageMs: Math.max(0, Math.round(client.number('alive') * 1000)),
    playBytes: isPublisher ? 0 : client.count('send_bytes'),
    publishBytes: isPublisher ? client.count('recv_bytes') : 0,
    total: { id: client.text('stream'), sentBytes: client.count('send_bytes') },
  };
}

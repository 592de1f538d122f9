import { HttpStatusFault } from '../http-get.ts';
import type { HttpGet, HttpText, LiveServer } from '../live-server.ts';
import { garbled, JsonFields } from '../read-json.ts';
import type { CounterReading } from '../snapshot.ts';

/**
 * Node-Media-Server (https://github.com/illuspas/Node-Media-Server), by its HTTP API: /api/v1/sessions of version 4, or
 * /api/streams of version 2. Both tell every connection's bytes since it began, and when that was by the server's clock;
 * nothing names a run, but ids are drawn at random.
 */
export const nodeMediaServer: LiveServer = {
  title: 'Node-Media-Server',
  async poll(url, get) {
    const sessions = await orMissing(get, pathOf(url, 'api/v1/sessions'));
    const readings = sessions ? version4(sessions) : version2(await get(pathOf(url, 'api/streams')));
    return { run: '', ages: 'wall', readings };
  },
};

function pathOf(base: string, path: string): string {
  return new URL(path, base.endsWith('/') ? base : `${base}/`).href;
}

/** undefined where there is no such path. */
async function orMissing(get: HttpGet, url: string): Promise<HttpText | undefined> {
  try {
    return await get(url);
  } catch (error) {
    if (error instanceof HttpStatusFault && error.status === 404) return undefined;
    throw error;
  }
}

function version4(answer: HttpText): CounterReading[] {
  const fields = JsonFields.parse(answer.text, "Node-Media-Server's answer to /api/v1/sessions");
  const body = fields.has('data') ? fields.object('data') : fields;
  return body.list('sessions').map((session) => {
    const isPublisher = session.flag('isPublisher');
    return {
      ...{ id: session.text('id'), vhost: '', app: session.text('app'), stream: session.text('name') },
      ...{ protocol: protocolOf(session.text('protocol')), role: isPublisher ? 'publish' : 'play' },
      ageMs: ageOf(session.number('createTime'), answer),
      playBytes: isPublisher ? 0 : session.count('outBytes'),
      publishBytes: isPublisher ? session.count('inBytes') : 0,
    };
  });
}

/** { live: { t1: { publisher: {...} | null, subscribers: [...] } } } */
function version2(answer: HttpText): CounterReading[] {
  const apps = JsonFields.parse(answer.text, "Node-Media-Server's answer to /api/streams");
  return apps.names().flatMap((app) => {
    const streams = apps.object(app);
    return streams.names().flatMap((name) => {
      const stream = streams.object(name);
      const publishers = stream.has('publisher') ? [stream.object('publisher')] : [];
      return [
        ...publishers.map((one) => connection(one, 'publish', answer)),
        ...stream.list('subscribers').map((one) => connection(one, 'play', answer)),
      ];
    });
  });
}

function connection(fields: JsonFields, role: 'play' | 'publish', answer: HttpText): CounterReading {
  const created = Date.parse(fields.text('connectCreated'));
  if (Number.isNaN(created))
    throw garbled(`connectCreated is ${JSON.stringify(fields.text('connectCreated'))}, no time`);
  const bytes = fields.count('bytes');
  return {
    ...{ id: fields.text('clientId'), vhost: '', app: fields.text('app'), stream: fields.text('stream') },
    ...{ protocol: protocolOf(fields.has('protocol') ? fields.text('protocol') : 'rtmp'), role },
    ageMs: ageOf(created, answer),
    playBytes: role === 'play' ? bytes : 0,
    publishBytes: role === 'publish' ? bytes : 0,
  };
}

/** Both instants by the server's clock. Its Date header has whole seconds, so an age may be up to one short. */
function ageOf(created: number, { serverNow }: HttpText): number {
  if (serverNow === undefined)
    throw garbled('the answer has no Date header, without which the age of a connection is unknown');
  return Math.max(0, Math.round(serverNow - created));
}

/** Its words for HTTP-FLV are http and flv, over a WebSocket ws. */
function protocolOf(word: string): string {
  return word === 'http' || word === 'ws' ? 'flv' : word.toLowerCase();
}

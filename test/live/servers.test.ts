import { describe, expect, test } from 'vitest';
import { HttpStatusFault } from '../../src/live/http-get.ts';
import type { HttpGet } from '../../src/live/live-server.ts';
import { nginxRtmp } from '../../src/live/servers/nginx-rtmp.ts';
import { nodeMediaServer } from '../../src/live/servers/node-media-server.ts';
import { srs } from '../../src/live/servers/srs.ts';
import { srsPath, srsProtocol } from '../../src/live/servers/srs-names.ts';
import { SourceFault } from '../../src/live/snapshot.ts';
import { apiAt, recordedText, TIMELINE } from './recorded-srs.ts';

const answers =
  (text: string, serverNow?: number): HttpGet =>
  async () => ({ text, serverNow });

async function faultOf(poll: Promise<unknown>): Promise<SourceFault> {
  const error = await poll.catch((reason: unknown) => reason);
  if (error instanceof SourceFault) return error;
  throw new Error(`no SourceFault: ${String(error)}`);
}

describe('SRS', () => {
  const moment = TIMELINE.find(({ t }) => t > 50)!;

  test('every connection is a counter, with its vhost by name, its application and its stream', async () => {
    const { run, readings, totals } = await srs.poll('http://127.0.0.1:1985', apiAt(moment));
    expect(run).toBe('srs-rig-1.86i42052');
    const player = readings.find(({ id }) => id === '8z1xb354')!;
    expect(player).toMatchObject({
      vhost: '__defaultVhost__',
      app: 'live',
      stream: 't1',
      protocol: 'rtmp',
      role: 'play',
    });
    expect(readings.find(({ role }) => role === 'publish')).toMatchObject({ playBytes: 0, stream: 't1' });
    expect(totals).toMatchObject([{ id: 'vid-26q28ag', app: 'live', stream: 't1' }]);
  });

  test('twelve players and a publisher are read through pages of ten, as SRS cuts them where no count is given', async () => {
    const all = JSON.parse(recordedText('run2/clients-count100.json')) as { clients: Record<string, unknown>[] };
    expect(JSON.parse(recordedText('run2/clients-default.json')).clients).toHaveLength(10);
    const asked: string[] = [];
    const cutting: HttpGet = (url) => {
      asked.push(url);
      return apiAt({ streams: [], vhosts: [], clients: all.clients })(url.replace(/count=\d+/, 'count=10'));
    };
    const { readings } = await srs.poll('http://127.0.0.1:1985/', cutting);
    expect(readings).toHaveLength(13);
    expect(new Set(readings.map(({ id }) => id)).size).toBe(13);
    expect(asked.filter((url) => url.includes('/clients/'))).toHaveLength(2);
  });

  test('an API below a path is asked there', async () => {
    const asked: string[] = [];
    const get: HttpGet = (url) => {
      asked.push(new URL(url).pathname);
      return apiAt(moment)(url.replace('/srs/', '/'));
    };
    await srs.poll('http://edge/srs', get);
    expect(new Set(asked)).toEqual(new Set(['/srs/api/v1/streams/', '/srs/api/v1/clients/', '/srs/api/v1/vhosts/']));
  });

  test.each([
    ['/live/t1', 'live', 't1'],
    ['play.live.com/live/t1', 'live', 't1'],
    ['/a/b/t1', 'a/b', 't1'],
    ['/t1', '', 't1'],
  ])('%s is application %s, stream %s', (url, app, stream) => {
    expect(srsPath(url)).toEqual({ app, stream });
  });

  test.each([
    ['fmle-publish', 'rtmp'],
    ['rtmp-play', 'rtmp'],
    ['flv-play', 'flv'],
    ['hls-play', 'hls'],
    ['rtc-play', 'rtc'],
    ['Play', 'rtmp'],
  ])('%s is the protocol %s', (type, protocol) => {
    expect(srsProtocol(type)).toBe(protocol);
  });

  test('a server that restarts between two pages is asked again later', async () => {
    const get: HttpGet = async (url) => {
      const { text } = await apiAt(moment)(url);
      return { text: url.includes('/clients/') ? text.replace('86i42052', '90665383') : text, serverNow: undefined };
    };
    expect((await faultOf(srs.poll('http://127.0.0.1:1985', get))).message).toBe('SRS restarted while it was asked');
  });

  test.each([
    ['<html>', /is no JSON: it begins "<html>"/],
    ['[]', /is no object/],
    ['{"code":1061}', /has code 1061; 0 is expected/],
    ['{"code":0,"server":"s","service":"r"}', /streams of SRS's answer .* is missing; a list is expected/],
    [
      '{"code":0,"server":"s","service":"r","streams":[{"id":"a","vhost":"v","url":"/l/t","send_bytes":-1}]}',
      /send_bytes .* is -1; an integer/,
    ],
    [
      '{"code":0,"server":"s","service":"r","streams":[{"id":"a","vhost":"v","url":"/l/t","send_bytes":1e300}]}',
      /send_bytes .* an integer from 0/,
    ],
  ])('%s is garbled, and the sentence says what is expected', async (text, message) => {
    const others = text.includes('streams') ? text.replace('{', '{"clients":[],"vhosts":[],') : text;
    const fault = await faultOf(srs.poll('http://127.0.0.1:1985', answers(others)));
    expect(fault.state).toBe('garbled');
    expect(fault.message).toMatch(message);
  });
});

const STAT = `<?xml version="1.0" encoding="utf-8" ?>
<?xml-stylesheet type="text/xsl" href="stat.xsl" ?>
<rtmp>
<nginx_version>1.22.1</nginx_version><pid>4711</pid><uptime>77</uptime><naccepted>3</naccepted>
<bw_in>0</bw_in><bytes_in>900</bytes_in><bw_out>0</bw_out><bytes_out>1700</bytes_out>
<server><application><name>live</name><live>
<stream><name>a&amp;b</name><time>12000</time><bw_in>1</bw_in><bytes_in>800</bytes_in><bw_out>2</bw_out><bytes_out>1600</bytes_out>
<bw_audio>0</bw_audio><bw_video>0</bw_video>
<client><id>1</id><address>10.0.0.1</address><time>12000</time><flashver>FMLE/3.0</flashver><dropped>0</dropped><avsync>0</avsync><timestamp>0</timestamp><publishing/><active/></client>
<client><id>7</id><address>10.0.0.2</address><time>9000</time><dropped>0</dropped><active/></client>
<meta><video><width>640</width></video></meta><nclients>2</nclients><publishing/><active/></stream>
<nclients>2</nclients></live></application>
<application><name>vod</name><play><nclients>0</nclients></play></application></server>
</rtmp>`;

describe('nginx-rtmp', () => {
  test('a stream has the bytes, its connections are requests and viewers', async () => {
    const { run, ages, readings } = await nginxRtmp.poll('http://127.0.0.1:8080/stat', answers(STAT));
    expect([run, ages]).toEqual(['4711', 'monotonic']);
    expect(
      readings.map(({ id, stream, role, ageMs, playBytes, publishBytes }) => [
        id,
        stream,
        role,
        ageMs,
        playBytes,
        publishBytes,
      ]),
    ).toEqual([
      ['stream [0,"live","a&b"]', 'a&b', 'stream', 12000, 1600, 800],
      ['client 1', 'a&b', 'publish', 12000, 0, 0],
      ['client 7', 'a&b', 'play', 9000, 0, 0],
    ]);
  });

  test.each([
    ['', /one element is expected/],
    ['<html></html>', /the page is <html>; <rtmp> of rtmp_stat is expected/],
    [STAT.replace('<bytes_out>1600</bytes_out>', ''), /<stream> has no <bytes_out>/],
    [STAT.replace('>1600<', '>-1600<'), /<bytes_out> of <stream> is "-1600"; an integer/],
    [STAT.slice(0, 900), /.*/],
  ])('page %# is garbled', async (page, message) => {
    const fault = await faultOf(nginxRtmp.poll('http://127.0.0.1:8080/stat', answers(page)));
    expect(fault.state).toBe('garbled');
    expect(fault.message).toMatch(message);
  });
});

describe('Node-Media-Server', () => {
  const now = Date.parse('2026-11-21T12:00:30Z');
  const created = Date.parse('2026-11-21T12:00:00Z');

  test('version 4 lists sessions', async () => {
    const session = {
      id: 'P1',
      ip: '::1',
      isPublisher: false,
      protocol: 'flv',
      app: 'live',
      name: 't1',
      inBytes: 5,
      outBytes: 900,
      createTime: created,
    };
    const get: HttpGet = async (url) => {
      expect(url).toBe('http://nms:8000/api/v1/sessions');
      return {
        text: JSON.stringify({ sessions: [session, { ...session, id: 'P2', isPublisher: true }], total: 2 }),
        serverNow: now,
      };
    };
    const { readings } = await nodeMediaServer.poll('http://nms:8000', get);
    const place = { vhost: '', app: 'live', stream: 't1', protocol: 'flv', ageMs: 30_000 };
    expect(readings).toEqual([
      { id: 'P1', ...place, role: 'play', playBytes: 900, publishBytes: 0 },
      { id: 'P2', ...place, role: 'publish', playBytes: 0, publishBytes: 5 },
    ]);
  });

  test('version 2 has streams, with a publisher and subscribers', async () => {
    const one = {
      app: 'live',
      stream: 't1',
      clientId: 'A',
      connectCreated: new Date(created).toISOString(),
      bytes: 70,
      ip: '::1',
    };
    const streams = {
      live: { t1: { publisher: one, subscribers: [{ ...one, clientId: 'B', bytes: 80, protocol: 'http' }] } },
    };
    const get: HttpGet = async (url) => {
      if (url.endsWith('/api/v1/sessions')) throw new HttpStatusFault(404, url);
      return { text: JSON.stringify(streams), serverNow: now };
    };
    const { readings } = await nodeMediaServer.poll('http://nms:8000', get);
    expect(
      readings.map(({ id, role, protocol, ageMs, playBytes, publishBytes }) => [
        id,
        role,
        protocol,
        ageMs,
        playBytes,
        publishBytes,
      ]),
    ).toEqual([
      ['A', 'publish', 'rtmp', 30_000, 0, 70],
      ['B', 'play', 'flv', 30_000, 80, 0],
    ]);
  });

  test('a wrong password is told, and no other version is asked', async () => {
    const get: HttpGet = async (url) => {
      throw new HttpStatusFault(401, url);
    };
    expect((await faultOf(nodeMediaServer.poll('http://nms:8000', get))).message).toMatch(
      /status 401; 200 is expected/,
    );
  });
});

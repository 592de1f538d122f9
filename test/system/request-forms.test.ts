import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wallText } from '../support/expected-answers.ts';
import { hasProgram, runProgram } from '../support/programs.ts';
import { exchange } from '../support/raw-http.ts';
import { END, type SampleServer, SECRETS, START, startSampleServer } from '../support/sample-server.ts';
import { HUAWEI_PATH, huaweiHeaders, jdBody, jdSignatureOfToday, qcloudParams } from '../support/signed-requests.ts';

// One question in every form that a client may put it in, over the network: the answer is always the same.

let server: SampleServer;
beforeAll(async () => {
  server = await startSampleServer();
});
afterAll(() => server?.dispose());

describe('Tencent’s parameters may travel', () => {
  const question = {
    startDate: wallText(START),
    endDate: wallText(END),
    'hosts.0': 'www.a.com',
    'hosts.1': '中文.example',
    statType: 'flux',
  };
  const signed = (method = 'POST') => qcloudParams(method, server.url, question);
  const post = async (init: RequestInit) =>
    (await fetch(`${server.url}/v2/index.php`, { method: 'POST', ...init })).json();
  const raw = async (type: string, body: string) => {
    const head = `POST /v2/index.php HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\nConnection: close\r\n`;
    const { answers } = await exchange(
      server.url,
      `${head}${type}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    return JSON.parse(answers[0]!.body) as unknown;
  };
  const pairs = (params: Record<string, string>, encode: (text: string) => string) =>
    Object.entries(params)
      .map(([name, value]) => `${name}=${encode(value)}`)
      .join('&');
  const formType = 'Content-Type: application/x-www-form-urlencoded\r\n';
  const safe = (text: string) => (/[+&=%]/.test(text) ? encodeURIComponent(text) : text); // the signature is base64

  const forms: [string, () => Promise<unknown>][] = [
    ['in the query of a GET', async () => (await fetch(url(signed('GET')))).json()],
    ['in the query of a POST without a body', async () => (await fetch(url(signed()), { method: 'POST' })).json()],
    ['as a form, percent-encoded', () => post({ body: new URLSearchParams(signed()) })],
    ['as a form, %20 for a space', () => raw(formType, pairs(signed(), encodeURIComponent))],
    ['as a form with raw spaces and raw UTF-8', () => raw(formType, pairs(signed(), safe))],
    [
      'as a form with plus signs',
      () =>
        raw(
          formType,
          pairs(signed(), (text) => encodeURIComponent(text).replaceAll('%20', '+')),
        ),
    ],
    ['as a form without a Content-Type', () => raw('', pairs(signed(), encodeURIComponent))],
    ['as multipart/form-data', () => post({ body: multipart(signed()) })],
    [
      'as JSON',
      () => post({ body: JSON.stringify(signed()), headers: { 'content-type': 'application/json; charset=utf-8' } }),
    ],
    ['as JSON with a list of hosts and numbers', () => post({ body: nested(signed()) })],
    ['half in the query, half in the body', () => split(signed())],
  ];

  let expected: unknown;
  beforeAll(async () => {
    expected = await forms[0]![1]();
    expect(expected).toMatchObject({ code: 0, data: { period: 5 } });
  });
  test.each(forms)('%s', async (_, ask) => {
    expect(await ask()).toEqual(expected);
  });

  const hasCurl = hasProgram('curl', 'apt-get install curl');
  test.runIf(hasCurl)('as curl sends them: -F, --data-urlencode, -G', async () => {
    const curl = async (flag: string, method: string, ...more: string[]) => {
      const fields = Object.entries(signed(method)).flatMap(([name, value]) => [flag, `${name}=${value}`]);
      return JSON.parse((await runProgram('curl', ['-s', ...more, ...fields, url({})])).stdout) as unknown;
    };
    expect(await curl('-F', 'POST')).toEqual(expected);
    expect(await curl('--data-urlencode', 'POST')).toEqual(expected);
    expect(await curl('--data-urlencode', 'GET', '-G')).toEqual(expected);
  });

  function url(params: Record<string, string>): string {
    const query = new URLSearchParams(params).toString();
    return `${server.url}/v2/index.php${query && `?${query}`}`;
  }

  function multipart(params: Record<string, string>): FormData {
    const form = new FormData();
    for (const [name, value] of Object.entries(params)) form.append(name, value);
    return form;
  }

  /** The signature is made of `hosts.0`, whatever nests. */
  function nested({ Nonce, Timestamp, 'hosts.0': first, 'hosts.1': second, ...rest }: Record<string, string>): string {
    const text = JSON.stringify({ ...rest, hosts: [first, second], Timestamp: Number(Timestamp) });
    return text.replace('{', `{"Nonce":${Nonce},`); // has more digits than a number in JavaScript
  }

  async function split({ Action, SecretId, ...rest }: Record<string, string>): Promise<unknown> {
    const query = new URLSearchParams({ Action: Action!, SecretId: SecretId! });
    const response = await fetch(`${url({})}?${query}`, { method: 'POST', body: new URLSearchParams(rest) });
    return response.json();
  }
});

describe('JD’s JSON may come', () => {
  const question = () =>
    jdBody({
      domain: 'www.a.com,x.b.com',
      start_time: wallText(START).slice(0, 16),
      end_time: wallText(END).slice(0, 16),
    });
  const ask = async (body: string, headers: Record<string, string> = {}) =>
    (await fetch(`${server.url}/api/flow`, { method: 'POST', body, headers })).json();

  test('chunked, with a byte order mark, with spaces in every value, and under any Content-Type', async () => {
    const text = JSON.stringify(question());
    const expected = await ask(text);
    expect(expected).toMatchObject({ status: 0, data: [{ domain: 'www.a.com' }, { domain: 'x.b.com' }] });
    const spaced = Object.entries(question()).map(([name, value]) => [name, `  ${String(value).replace(' ', '   ')} `]);
    expect(await ask(`\uFEFF${text}`)).toEqual(expected);
    expect(await ask(JSON.stringify(Object.fromEntries(spaced)))).toEqual(expected);
    expect(await ask(text.replace(',x.b.com', ' , ,x.b.com,,X.B.com.'))).toEqual(expected);
    for (const type of ['application/json', 'text/html', 'multipart/form-data', ';;;', '\u00ff']) {
      expect(await ask(text, { 'content-type': type }), type).toEqual(expected);
    }
    expect(await chunked(text)).toEqual(expected);
  });

  async function chunked(text: string): Promise<unknown> {
    const chunks = [...text].map((char) => `${Buffer.byteLength(char).toString(16)};x=y\r\n${char}\r\n`).join('');
    const head = `POST /api/flow HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
    return JSON.parse((await exchange(server.url, `${head}${chunks}0\r\nX-Trailer: 1\r\n\r\n`)).answers[0]!.body);
  }

  test('on one connection with others that do not wait for their answers', async () => {
    const request = (domain: string) => {
      const body = JSON.stringify({ ...question(), domain });
      return `POST /api/flow HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    };
    const domains = ['www.a.com', 'x.b.com', 'y.b.com', 'play.live.com', 'www.a.com'];
    const { answers } = await exchange(server.url, domains.map(request).join(''));
    const answered = answers.map(({ body }) => (JSON.parse(body) as { data: { domain: string }[] }).data[0]!.domain);
    expect(answered).toEqual(domains);
  });

  test('over HTTP/1.0, and after Expect: 100-continue', async () => {
    const body = JSON.stringify(question());
    const head = (version: string, more: string) =>
      `POST /api/flow HTTP/${version}\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const old = await exchange(server.url, head('1.0', ''));
    expect(old).toMatchObject({ isClosed: true, answers: [{ status: 200 }] });
    const expecting = await exchange(server.url, head('1.1', 'Host: x\r\nExpect: 100-continue\r\n'));
    expect(expecting.answers.map((answer) => answer.body)).toEqual([old.answers[0]!.body]);
  });

  test('with the signature in capitals', async () => {
    const capitals = { ...question(), signature: jdSignatureOfToday().toUpperCase() };
    expect(await ask(JSON.stringify(capitals))).toMatchObject({ status: 0 });
  });
});

describe('Huawei’s GET may have', () => {
  const iso = (at: number) => new Date(at * 1000).toISOString().replace('.000', '');
  const query = new URLSearchParams({ start_time: iso(START), end_time: iso(END), domain: 'play.live.com' }).toString();

  async function ask(headers: Record<string, string>, body: string): Promise<unknown> {
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `GET ${HUAWEI_PATH}?${query} HTTP/1.1\r\n${fields.join('')}Connection: close\r\n`;
    const length = body === '' ? '' : `Content-Length: ${body.length}\r\n`;
    return JSON.parse((await exchange(server.url, `${head}${length}\r\n${body}`)).answers[0]!.body);
  }

  test('no body, {} or anything else that was signed, by AK/SK or with a token', async () => {
    const token = { host: 'x', 'x-auth-token': SECRETS.huaweicloudToken };
    const expected = await ask(token, '');
    expect(expected).toMatchObject({ total: 36 });
    for (const body of ['', '{}', 'null']) {
      expect(await ask(huaweiHeaders(server.url, query, body), body)).toEqual(expected);
      expect(await ask({ ...token, 'content-type': 'nonsense' }, body)).toEqual(expected);
    }
  });

  test('a body only as it was signed', async () => {
    const answer = await ask(huaweiHeaders(server.url, query, '{}'), '{ }');
    expect(answer).toMatchObject({ error_code: 'APIGW.0301' });
  });
});

describe('the native API’s lists', () => {
  test('may be repeated, comma-separated or both', async () => {
    const ask = async (lists: string) => {
      const response = await fetch(`${server.url}/weir/v1/usage?start=${START}&end=${END}&${lists}`, {
        headers: { authorization: `Bearer ${SECRETS.weir}` },
      });
      return response.json();
    };
    const expected = await ask('domain=www.a.com&domain=x.b.com&domain=play.live.com&metrics=bytes&metrics=requests');
    expect(expected).toMatchObject({ series: [{ domain: 'www.a.com' }, { domain: 'x.b.com' }, {}] });
    expect(await ask('domain=www.a.com,x.b.com,play.live.com&metrics=bytes,requests')).toEqual(expected);
    expect(await ask('metrics=bytes&domain=www.a.com,x.b.com&domain=play.live.com&metrics=requests')).toEqual(expected);
    expect(await ask('domain=www.a.com%2C%20x.b.com&domain=+play.live.com&metrics=bytes+,+requests')).toEqual(expected);
  });
});

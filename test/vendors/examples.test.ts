import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Account, Credential } from '../../src/accounts/accounts.ts';
import { createHuaweicloud } from '../../src/vendors/huaweicloud/index.ts';
import { createJdcloud } from '../../src/vendors/jdcloud/index.ts';
import { createQcloud } from '../../src/vendors/qcloud/index.ts';
import type { ApiRequest, Vendor } from '../../src/vendors/vendor.ts';
import { fakeAccounts } from '../support/fake-accounts.ts';
import { fakeAskLive } from '../support/fake-live.ts';
import { fakeAsk } from '../support/fake-usage.ts';
import { textOf } from './answer-text.ts';
import { type Example, readExamples, withAnswers } from './examples.ts';
import { apiRequest, formOf, signHuaweicloud, signJdcloud, signQcloud } from './sign.ts';

// The examples beside the APIs are their documentation; here each is asked for real.
const UPDATE = process.env.UPDATE_EXAMPLES === '1';
const HINT =
  'If the new answer is right: UPDATE_EXAMPLES=1 npx vitest run --project unit test/vendors/examples.test.ts';
const ROOT = new URL('../../src/vendors/', import.meta.url);

const DIALECTS: Record<string, { readonly create: () => Vendor; readonly sign: (example: Example) => ApiRequest }> = {
  jdcloud: { create: createJdcloud, sign: signedJdcloud },
  qcloud: { create: createQcloud, sign: signedQcloud },
  huaweicloud: { create: () => createHuaweicloud(() => '0123456789abcdef0123456789abcdef'), sign: signedHuaweicloud },
};

for (const [folder, { create, sign }] of Object.entries(DIALECTS)) {
  const files = readdirSync(new URL(folder, ROOT)).filter((name) => name.endsWith('.examples.md'));
  for (const name of files) {
    const file = new URL(`${folder}/${name}`, ROOT);
    const markdown = readFileSync(file, 'utf8');
    const examples = readExamples(markdown);
    const answers: string[] = [];
    describe(`${folder}/${name}`, () => {
      for (const example of examples) {
        test(example.title, async () => {
          const answer = await answerOf(create(), sign(example), example);
          answers.push(answer);
          if (!UPDATE) expect(answer, HINT).toBe(example.answer);
        });
      }
      afterAll(() => {
        if (UPDATE && answers.length === examples.length) writeFileSync(file, withAnswers(markdown, examples, answers));
      });
    });
  }
}

async function answerOf(
  vendor: Vendor,
  request: ApiRequest,
  { accounts: list, now, usage, live }: Example,
): Promise<string> {
  const accounts = fakeAccounts(list);
  const context = { accounts, now, ask: fakeAsk(accounts, usage), askLive: fakeAskLive(accounts, live) };
  const { status, body } = await vendor.answer(request, context, (error) => {
    throw error;
  });
  return `HTTP ${status}\n${textOf(body)}`;
}

function secretOf<Api extends Credential['api']>(accounts: readonly Account[], api: Api) {
  return accounts.flatMap(({ credentials }) => credentials).find((credential) => credential.api === api);
}

function signedJdcloud({ accounts, now, request }: Example): ApiRequest {
  const [method = '', path = ''] = request.line.split(' ');
  const credential = secretOf(accounts, 'jdcloud');
  if (credential?.api !== 'jdcloud') throw new Error('no account has a jdcloud credential');
  const day = new Intl.DateTimeFormat('sv', { timeZone: accounts[0]!.timeZone }).format(now).replaceAll('-', '');
  const body = signJdcloud(request.body, day, credential.secretKey);
  return apiRequest({ method, path, headers: request.headers, body });
}

function signedQcloud({ accounts, now, request }: Example): ApiRequest {
  const [method = '', path = ''] = request.line.split(' ');
  const credential = secretOf(accounts, 'qcloud');
  if (credential?.api !== 'qcloud') throw new Error('no account has a qcloud credential');
  const lines = request.body.split('\n').filter((line) => line !== '');
  const given = Object.fromEntries(lines.map((line) => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)]));
  const form = formOf(signQcloud(method, 'weir.example:8080', given, credential.secretKey, now));
  const { headers } = request;
  return apiRequest(method === 'GET' ? { method, path, headers, query: form } : { method, path, headers, body: form });
}

function signedHuaweicloud({ accounts, now, request }: Example): ApiRequest {
  const [method = '', url = ''] = request.line.split(' ');
  const [path = '', query = ''] = url.split('?');
  const credential = secretOf(accounts, 'huaweicloud');
  if (credential?.api !== 'huaweicloud') throw new Error('no account has a huaweicloud credential');
  const { headers, body } = request;
  const plain = { method, path, query, headers, body };
  return apiRequest(signHuaweicloud(plain, credential.accessKey ?? '', credential.secretKey ?? '', now));
}

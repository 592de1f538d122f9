import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../accounts/accounts.ts';
import type { Asker } from '../query/answer.ts';
import { renderUsage } from '../query/usage-answer.ts';
import type { UsageQuery, UsageSeries } from '../query/usage-query.ts';
import { parseUsageQuestion, QuestionError, type UsageQuestion } from '../query/usage-question.ts';
import { AnswerTooLarge } from '../vendors/vendor.ts';
import { type Reader, requireReader } from './bearer.ts';
import type { BoundedAnswers } from './bounded-answers.ts';
import { Problem } from './problem.ts';
import type { RouteContext } from './server.ts';

/** GET /weir/v1/usage: exact series of any domain the reader may see (weir-contract section 5). */
export function usageRoutes(app: FastifyInstance, { settings, answers, clock }: RouteContext): void {
  app.get('/weir/v1/usage', async (request, reply) => {
    const { accounts } = settings();
    const reader = requireReader(request.headers.authorization, settings());
    const question = parse(request.raw.url ?? '', reader, clock());
    checkDomains(question, reader, accounts);
    const asker: Asker = reader.kind === 'operator' ? 'operator' : { account: reader.account, accounts };
    const series = await answer(answers, asker, question.query);
    if (reader.kind === 'operator') checkSeen(series, accounts);
    return reply.type('application/json').send(renderUsage(question, series));
  });
}

function parse(url: string, reader: Reader, now: number): UsageQuestion {
  const mark = url.indexOf('?');
  const parameters = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const timeZone = reader.kind === 'operator' ? 'UTC' : reader.account.timeZone;
  try {
    return parseUsageQuestion(parameters, { timeZone }, now);
  } catch (error) {
    if (error instanceof QuestionError) throw new Problem(400, 'bad-parameter', error.message);
    throw error;
  }
}

async function answer(answers: BoundedAnswers, asker: Asker, query: UsageQuery): Promise<UsageSeries> {
  try {
    return await answers.answer(asker, query);
  } catch (error) {
    if (error instanceof AnswerTooLarge) throw new Problem(400, 'bad-parameter', error.message);
    throw error;
  }
}

/** A domain that is not the account's does not exist for it. */
function checkDomains({ query }: UsageQuestion, reader: Reader, accounts: Accounts): void {
  if (reader.kind === 'operator' || query.domains.kind === 'all') return;
  const foreign = query.domains.names.find((name) => accounts.claim(reader.account, name) === undefined);
  if (foreign !== undefined) throw unknownDomain(foreign);
}

/** For an operator a domain exists when somebody claims it or it has usage in the range. */
function checkSeen({ series }: UsageSeries, accounts: Accounts): void {
  const isClaimed = (domain: string) =>
    accounts.accounts.some((account) => accounts.claim(account, domain) !== undefined);
  for (const { domain, counters } of series) {
    if (domain === null || isClaimed(domain)) continue;
    const isUsed = Object.values(counters).some((column) => column.some((value) => value > 0));
    if (!isUsed) throw unknownDomain(domain);
  }
}

function unknownDomain(domain: string): Problem {
  return new Problem(404, 'unknown-domain', `there is no domain ${JSON.stringify(domain)}`);
}

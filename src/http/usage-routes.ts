import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Accounts } from '../accounts/accounts.ts';
import type { Asker } from '../query/answer.ts';
import { renderUsage } from '../query/usage-answer.ts';
import type { UsageQuery, UsageSeries } from '../query/usage-query.ts';
import { parseUsageQuestion, type UsageQuestion } from '../query/usage-question.ts';
import { AnswerTooLarge } from '../vendors/vendor.ts';
import { type Reader, requireReader } from './bearer.ts';
import type { BoundedAnswers } from './bounded-answers.ts';
import { isClaimed, requireOwned, unknownDomain } from './domain-access.ts';
import { Problem } from './problem.ts';
import { readQuery } from './read-query.ts';
import type { RouteContext } from './server.ts';

/** GET /weir/v1/usage: exact series of any domain the reader may see (weir-contract section 5). */
export function usageRoutes(app: FastifyInstance, { settings, answers, clock }: RouteContext): void {
  app.get('/weir/v1/usage', async (request, reply) => {
    const { accounts } = settings();
    const reader = requireReader(request.headers.authorization, settings());
    const question = questionOf(request, reader, clock());
    if (reader.kind === 'account') requireOwned(question.query.domains, reader.account, accounts);
    const asker: Asker = reader.kind === 'operator' ? 'operator' : { account: reader.account, accounts };
    const series = await answer(answers, asker, question.query);
    if (reader.kind === 'operator') checkSeen(series, accounts);
    return reply.type('application/json').send(renderUsage(question, series));
  });
}

function questionOf(request: FastifyRequest, reader: Reader, now: number): UsageQuestion {
  const timeZone = reader.kind === 'operator' ? 'UTC' : reader.account.timeZone;
  return readQuery(request, (parameters) => parseUsageQuestion(parameters, { timeZone }, now));
}

async function answer(answers: BoundedAnswers, asker: Asker, query: UsageQuery): Promise<UsageSeries> {
  try {
    return await answers.answer(asker, query);
  } catch (error) {
    if (error instanceof AnswerTooLarge) throw new Problem(400, 'bad-parameter', error.message);
    throw error;
  }
}

/** For an operator a domain exists when somebody claims it or it has usage in the range. */
function checkSeen({ series }: UsageSeries, accounts: Accounts): void {
  for (const { domain, counters } of series) {
    if (domain === null || isClaimed(accounts, domain)) continue;
    const isUsed = Object.values(counters).some((column) => column.some((value) => value > 0));
    if (!isUsed) throw unknownDomain(domain);
  }
}

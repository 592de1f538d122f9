import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../accounts/accounts.ts';
import type { Asker } from '../query/answer.ts';
import { renderStreamSeries, renderTopStreams } from '../query/streams-answer.ts';
import { parseStreamsQuestion, type StreamSeriesQuestion } from '../query/streams-question.ts';
import { answerTopStreams, type StreamTotals, type TopStreamsQuestion } from '../query/top-streams.ts';
import { AnswerTooLarge } from '../vendors/vendor.ts';
import { type Reader, requireReader } from './bearer.ts';
import { isClaimed, requireOwned, unknownDomain } from './domain-access.ts';
import { Problem } from './problem.ts';
import { readQuery } from './read-query.ts';
import type { RouteContext } from './server.ts';

/**
 * GET /weir/v1/streams: what live servers counted of a domain's streams.
 *
 *     ?domain=play.live.com&limit=10                        the most played streams of the last day
 *     ?domain=play.live.com&app=live&stream=t1&step=1h      one of them over time
 */
export function streamRoutes(app: FastifyInstance, { settings, answers, store, clock }: RouteContext): void {
  app.get('/weir/v1/streams', async (request, reply) => {
    const { accounts } = settings();
    const reader = requireReader(request.headers.authorization, settings());
    const question = readQuery(request, (parameters) => parseStreamsQuestion(parameters, zoneOf(reader), clock()));
    const asker = await askerOf(reader, accounts, question.kind === 'top' ? question.top : rangeOf(question));
    const body = question.kind === 'top' ? await listOf(asker, question.top) : await seriesOf(asker, question);
    return reply.type('application/json').send(body);
  });

  async function listOf(asker: Asker, question: TopStreamsQuestion): Promise<Uint8Array> {
    return renderTopStreams(question, await answerTopStreams(store, asker, question));
  }

  async function seriesOf(asker: Asker, question: StreamSeriesQuestion): Promise<Uint8Array> {
    try {
      return renderStreamSeries(question, await answers.answerLive(asker, question.query));
    } catch (error) {
      if (error instanceof AnswerTooLarge) throw new Problem(400, 'bad-parameter', error.message);
      throw error;
    }
  }

  /** Refuses a domain that does not exist for the reader. */
  async function askerOf(reader: Reader, accounts: Accounts, range: Range): Promise<Asker> {
    const { domain } = range;
    if (reader.kind === 'account') {
      requireOwned({ kind: 'named', names: [domain] }, reader.account, accounts);
      return { account: reader.account, accounts };
    }
    if (!isClaimed(accounts, domain) && (await streamsSeen(range)).length === 0) throw unknownDomain(domain);
    return 'operator';
  }

  /** For an operator a domain that nobody claims exists when it has streams in the range. */
  function streamsSeen(range: Range): Promise<readonly StreamTotals[]> {
    return answerTopStreams(store, 'operator', { ...range, limit: 1 });
  }
}

type Range = Pick<TopStreamsQuestion, 'domain' | 'start' | 'end'>;

function rangeOf({ query: { domains, start, end } }: StreamSeriesQuestion): Range {
  return { domain: domains[0], start, end };
}

/** Whose days a series has. */
function zoneOf(reader: Reader): { timeZone: string } {
  return { timeZone: reader.kind === 'operator' ? 'UTC' : reader.account.timeZone };
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { billMonth, monthPointsAt } from '../billing/bill.ts';
import { headroomOf } from '../billing/headroom.ts';
import { METHOD_NAMES } from '../billing/method-names.ts';
import type { MonthPoints } from '../billing/month-points.ts';
import { billAnswer } from '../billing/render-bill.ts';
import { requireReader } from './bearer.ts';
import { type Asking, type BilledMonth, billingQuery, parseBilling, parseWhatIf } from './billing-question.ts';
import { requireOwned } from './domain-access.ts';
import { exactJson } from './exact-json.ts';
import { readQuery } from './read-query.ts';
import type { RouteContext } from './server.ts';

/**
 * What a month comes to (weir-contract section 5, docs/billing.md):
 *
 *     GET /weir/v1/billing?month=2026-10&method=monthly-95      one method, with its work
 *     GET /weir/v1/billing/what-if?month=2026-10                every method: { "bills": [...] }
 */
export function billingRoutes(app: FastifyInstance, { settings, answers, clock }: RouteContext): void {
  app.get('/weir/v1/billing', async (request, reply) => {
    const asking = askingOf(request);
    const question = readQuery(request, (parameters) => parseBilling(parameters, asking));
    const { account, terms, method, headroom } = question;
    const month = await readMonth(question, asking);
    const bill = billMonth(method, month, terms);
    const left = headroom && headroomOf(headroom.method, month, terms, headroom.levelBps);
    const context = { account: account.id, domains: namesOf(question), ...(left && { headroom: left }) };
    return sendExact(reply, billAnswer(bill, context));
  });

  app.get('/weir/v1/billing/what-if', async (request, reply) => {
    const asking = askingOf(request);
    const question = readQuery(request, (parameters) => parseWhatIf(parameters, asking));
    const { account, terms, range } = question;
    const month = await readMonth(question, asking);
    const context = { account: account.id, domains: namesOf(question) };
    const bills = METHOD_NAMES.map((method) => billAnswer(billMonth(method, month, terms), context));
    return sendExact(reply, { month: range.month, time_zone: range.timeZone, account: account.id, bills });
  });

  function askingOf({ headers }: FastifyRequest): Asking {
    const current = settings();
    return { reader: requireReader(headers.authorization, current), accounts: current.accounts, now: clock() };
  }

  /** With the account's eyes, whoever asks: an operator sees the bill that the account sees. */
  async function readMonth(billed: BilledMonth, { accounts, now }: Asking): Promise<MonthPoints> {
    const { account, domains, range } = billed;
    requireOwned(domains, account, accounts);
    const { series } = await answers.answer({ account, accounts }, billingQuery(billed, now));
    return monthPointsAt(range, series[0]!.counters.bytes!, now);
  }
}

function namesOf({ domains }: BilledMonth): readonly string[] | null {
  return domains.kind === 'named' ? domains.names : null;
}

function sendExact(reply: FastifyReply, answer: unknown): FastifyReply {
  return reply.type('application/json').send(exactJson(answer));
}

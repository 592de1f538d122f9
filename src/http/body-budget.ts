import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Sender } from './bearer.ts';
import { Problem } from './problem.ts';

/** Bytes of bodies that senders of one kind may have on the way at a time. */
export interface BodyBudgets {
  /** With a token for one node. */
  readonly node: number;
  /** All together with the token for any node. */
  readonly anyNode: number;
}

/**
 * What a sender has on the way to this server, in bytes that its requests announced, and a limit to it: a body is held in
 * memory until it is stored, and connections are many. A node sends one batch after the other, so only who means harm, or has
 * gone wrong, comes near; nobody else notices.
 */
export class BodyBudget {
  readonly #budgets: BodyBudgets;
  readonly #longest: number;
  readonly #taken = new Map<string, number>();

  /** `longest` is what a request without a Content-Length is taken to bring. */
  constructor(budgets: BodyBudgets, longest: number) {
    this.#budgets = budgets;
    this.#longest = longest;
  }

  /** Takes the request's part until its answer is over. Throws Problem 503 where it is too much. */
  take(request: FastifyRequest, reply: FastifyReply, sender: Sender): void {
    const isNode = sender.kind === 'node';
    const key = isNode ? `node ${sender.name}` : 'any node';
    const length = Math.min(this.#longest, Number(request.headers['content-length'] ?? this.#longest));
    const taken = this.#taken.get(key) ?? 0;
    if (taken > 0 && taken + length > (isNode ? this.#budgets.node : this.#budgets.anyNode)) {
      const detail = 'this token has too many batches on the way already; wait for their answers, then send it again';
      throw new Problem(503, 'unavailable', detail);
    }
    this.#taken.set(key, taken + length);
    reply.raw.once('close', () => this.#give(key, length));
  }

  #give(key: string, length: number): void {
    const rest = this.#taken.get(key)! - length;
    if (rest > 0) this.#taken.set(key, rest);
    else this.#taken.delete(key);
  }
}

import { type PackedBatch, postBatch, postJson, SendError } from '../ingest/client.ts';
import type { Receipt } from '../ingest/receiver.ts';
import type { Transport } from '../ingest/transport.ts';
import type { Refusal } from './refusal.ts';

/** What became of a batch. Only the first means that it is durable. */
export type Delivery =
  | { readonly kind: 'acknowledged'; readonly receipt: Receipt }
  /** The data contradict what the server has: sending them again would end the same way. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No server could take it: none answers, or the answer is about the agent (its token, its node, the address). */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfterMs: number };

/** What a receipt must speak of: a segment, and at least so many of its bytes. */
export interface SentSegment {
  readonly index: number;
  readonly bytes: number;
}

export interface SenderOptions {
  /** Origins such as https://meter.example:8443, in order of preference. */
  readonly servers: readonly string[];
  readonly token: string;
  readonly transport: Transport;
}

/** Sends to one of several servers: the one that worked last, then the others in turn, each tried once. */
export class Sender {
  readonly #options: SenderOptions;
  #preferred = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  async send(packed: PackedBatch, segment: SentSegment, signal?: AbortSignal): Promise<Delivery> {
    const faults: SendError[] = [];
    for (const turn of this.#turns()) {
      try {
        const receipt = await postBatch(packed, this.#destination(turn), signal);
        if (isAbout(receipt, segment)) {
          this.#preferred = turn;
          return { kind: 'acknowledged', receipt };
        }
        faults.push(new SendError(`${this.#options.servers[turn]} acknowledged another segment or fewer bytes`));
      } catch (error) {
        const fault = sendErrorOf(error);
        if (isAboutData(fault)) return { kind: 'refused', refusal: refusalOf(fault) };
        faults.push(fault);
      }
      if (signal?.aborted) break;
    }
    return unavailable(faults);
  }

  /** Tells how the agent is; rejects with SendError where no server took it. */
  async report(heartbeat: unknown, signal?: AbortSignal): Promise<void> {
    let fault: SendError | undefined;
    for (const turn of this.#turns()) {
      try {
        return await postJson('/weir/v1/heartbeat', heartbeat, this.#destination(turn), signal);
      } catch (error) {
        fault ??= sendErrorOf(error);
      }
    }
    throw fault;
  }

  #turns(): number[] {
    const { length } = this.#options.servers;
    return Array.from({ length }, (_, i) => (this.#preferred + i) % length);
  }

  #destination(turn: number) {
    const { servers, token, transport } = this.#options;
    return { server: servers[turn]!, token, transport };
  }
}

/** A server that has more of the segment than was sent says so, which is fine. */
function isAbout({ acknowledged }: Receipt, { index, bytes }: SentSegment): boolean {
  return acknowledged.some((entry) => entry.index === index && entry.bytes >= bytes);
}

/** A 400 or 409 that is not Weir's own comes from something in between, and says nothing about the data. */
function isAboutData({ status, code }: SendError): boolean {
  return status === 413 || (status === 400 && code === 'invalid') || (status === 409 && code !== undefined);
}

function refusalOf({ status = 0, code, members, message }: SendError): Refusal {
  const { segment, bytes } = members;
  return {
    status,
    code: code ?? String(status),
    message,
    ...(typeof segment === 'number' && { segment }),
    ...(typeof bytes === 'number' && { bytes }),
  };
}

function unavailable(faults: readonly SendError[]): Delivery {
  const reason = faults.map(({ message }) => message).join('; ');
  // a server that did not ask for a pause may be asked sooner
  const retryAfterMs = Math.min(...faults.map((fault) => fault.retryAfterMs ?? 0));
  return { kind: 'unavailable', reason, retryAfterMs };
}

function sendErrorOf(error: unknown): SendError {
  if (error instanceof SendError) return error;
  throw error;
}

import { type DurationUnit, type JsonPlace, type JsonProgram, ROLES } from '../format/program.ts';
import { emptySpans, type LineMatcher, slotOf } from './field-spans.ts';
import { durationText, endText, secondsText } from './json-times.ts';
import { type JsonObject, parseObject, textAt } from './json-value.ts';

const TIME = slotOf('time');
const DURATION = slotOf('duration');

/**
 * Finds the fields of a JSON line: each captured value is written as text into a buffer of its own, where it reads like a
 * field of a text line.
 *
 *     {"t":1767225600,"host":"www.a.com","size":512}  ->  buffer 1767225600www.a.com512, spans for time, host, bytes
 *
 * Durations are written in seconds whatever their unit. Where a format has the request's start, the missing one of time and
 * duration is worked out from it.
 */
export class JsonMatcher implements LineMatcher {
  readonly spans = emptySpans();
  buffer: Uint8Array = new Uint8Array(4096);
  readonly #captures: readonly {
    readonly place: JsonPlace;
    readonly slot: number;
    readonly unit: DurationUnit | null;
  }[];
  readonly #start: JsonPlace | undefined;
  /** By slot; undefined: the line has none. */
  readonly #texts: (string | undefined)[] = ROLES.map(() => undefined);

  constructor({ captures, start }: JsonProgram) {
    this.#captures = captures.map((capture) => ({ place: capture, slot: slotOf(capture.role), unit: capture.unit }));
    this.#start = start;
  }

  match(line: Uint8Array, start: number, end: number): boolean {
    const record = parseObject(Buffer.from(line.buffer, line.byteOffset + start, end - start).toString());
    if (record === undefined) return false;
    for (const { place, slot, unit } of this.#captures) {
      const text = textAt(record, place);
      this.#texts[slot] = text === undefined || unit === null ? text : secondsText(text, unit);
    }
    if (this.#start) this.#workOut(this.#start, record);
    this.#writeAll();
    return true;
  }

  /** The compiler sees to it that either the time or the duration is not captured. */
  #workOut(place: JsonPlace, record: JsonObject): void {
    const texts = this.#texts;
    const start = textAt(record, place);
    if (this.#captures.some(({ slot }) => slot === TIME)) {
      const end = texts[TIME];
      texts[DURATION] = start === undefined || end === undefined ? undefined : durationText(start, end);
    } else {
      texts[TIME] = start === undefined ? undefined : endText(start, texts[DURATION]);
    }
  }

  #writeAll(): void {
    let at = 0;
    for (let slot = 0; slot < this.#texts.length; slot++) at = this.#write(this.#texts[slot], slot, at);
  }

  #write(text: string | undefined, slot: number, at: number): number {
    if (text === undefined) {
      this.spans[2 * slot] = -1;
      return at;
    }
    this.#reserve(at, at + 3 * text.length); // a UTF-16 unit is at most three bytes
    const end = at + new TextEncoder().encodeInto(text, this.buffer.subarray(at)).written;
    this.spans[2 * slot] = at;
    this.spans[2 * slot + 1] = end;
    return end;
  }

  #reserve(used: number, needed: number): void {
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(2 * needed);
    grown.set(this.buffer.subarray(0, used));
    this.buffer = grown;
  }
}

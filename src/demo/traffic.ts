import { type DayPlan, MINUTES_PER_DAY, type PlannedHost, planDay } from './day-plan.ts';
import { DEMO_HOSTS, DEMO_NODES, type DemoHost, type DemoNode } from './demo-hosts.ts';
import { junkLine, type LineWriter, lineWriter } from './log-line.ts';
import { Dice, mix } from './random.ts';
import { hostRhythm } from './rhythm.ts';

/**
 * The demo's edge logs, out of nothing but a seed. In: a node and a stretch of time; out: the lines that nginx would have
 * written there and then, in the preset `weir`, in the order of their times.
 *
 *     const traffic = new Traffic(1)
 *     for (const chunk of traffic.linesBetween('edge-1', from, to)) file.write(chunk)
 *
 * Every minute is a function of the seed, the node and the minute alone: past and present come from the same call, and
 * the lines of [a, c) are those of [a, b) followed by those of [b, c), wherever b lies.
 */
export class Traffic {
  readonly nodes: readonly DemoNode[];
  readonly #seed: number;
  readonly #hosts: readonly (PlannedHost & { readonly write: LineWriter })[];
  readonly #plans = new Map<string, DayPlan>();

  constructor(seed: number, nodes: readonly DemoNode[] = DEMO_NODES, hosts: readonly DemoHost[] = DEMO_HOSTS) {
    this.#seed = seed;
    this.nodes = nodes;
    this.#hosts = hosts.map((host, i) => ({ host, rhythm: hostRhythm(host, seed, i), write: lineWriter(host) }));
  }

  /** Lines with from <= time < to, both in Unix seconds; buffers of whole lines, about 256 KB each. */
  *linesBetween(nodeName: string, from: number, to: number): Generator<Buffer> {
    const nodeIndex = this.nodes.findIndex(({ name }) => name === nodeName);
    const node = this.nodes[nodeIndex];
    if (!node)
      throw new RangeError(`there is no node ${nodeName}; there are ${this.nodes.map(({ name }) => name).join(', ')}`);
    let text = '';
    for (let minute = Math.floor(from / 60); minute * 60 < to; minute++) {
      const bySecond = this.#minute(node, nodeIndex, minute);
      const first = Math.max(0, from - minute * 60);
      for (let second = first; second < Math.min(60, to - minute * 60); second++) text += bySecond[second];
      if (text.length >= CHUNK_CHARACTERS) {
        yield Buffer.from(text, 'latin1');
        text = '';
      }
    }
    if (text !== '') yield Buffer.from(text, 'latin1');
  }

  /** The lines of each second of a minute. */
  #minute(node: DemoNode, nodeIndex: number, minute: number): string[] {
    const plan = this.#plan(node, nodeIndex, Math.floor(minute / MINUTES_PER_DAY));
    const firstHost = (minute % MINUTES_PER_DAY) * this.#hosts.length;
    const dice = new Dice(mix(this.#seed, nodeIndex, minute));
    const stamp = timeStamps(node, minute);
    const bySecond = new Array<string>(60).fill('');
    for (let i = 0; i < this.#hosts.length; i++) {
      for (let lines = plan[firstHost + i]!; lines > 0; lines--) {
        const second = dice.below(60);
        bySecond[second] += this.#hosts[i]!.write(stamp(second), dice);
      }
    }
    if (dice.next() < JUNK_PER_MINUTE) bySecond[30] += junkLine(stamp(30), dice);
    return bySecond;
  }

  #plan(node: DemoNode, nodeIndex: number, day: number): DayPlan {
    const key = `${nodeIndex} ${day}`;
    const known = this.#plans.get(key);
    if (known) return known;
    if (this.#plans.size >= MAX_PLANS) this.#plans.clear();
    const plan = planDay(this.#hosts, node.share, day, mix(this.#seed, nodeIndex));
    this.#plans.set(key, plan);
    return plan;
  }
}

const CHUNK_CHARACTERS = 256 * 1024; // what the meter reads a file by
const JUNK_PER_MINUTE = 0.01;
const MAX_PLANS = 16; // a few days of every node, 36 KB each

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/** [$time_iso8601] of each second of the minute, by the node's own clock. */
function timeStamps({ utcOffsetHours }: DemoNode, minute: number): (second: number) => string {
  const wall = new Date((minute + utcOffsetHours * 60) * 60_000).toISOString().slice(0, 17);
  const sign = utcOffsetHours < 0 ? '-' : '+';
  const zone = `${sign}${TWO_DIGITS[Math.abs(utcOffsetHours)]}:00`;
  return (second) => `[${wall}${TWO_DIGITS[second]}${zone}]`;
}

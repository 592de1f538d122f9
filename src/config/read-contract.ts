import { isDay } from '../accounts/start-of-day.ts';
import { type Contract, defaultTerms, type Terms } from '../billing/contract.ts';
import { METHOD_NAMES } from '../billing/method-names.ts';
import type { Place } from './fault.ts';
import { KEYS } from './keys.ts';
import { decimalBetween } from './read-decimal.ts';
import { listOf } from './read-list.ts';
import { type MapReader, openMap } from './read-map.ts';
import { readPrice } from './read-price.ts';
import { oneOf, text, wholeNumber } from './read-scalar.ts';
import { timeZone } from './read-time-zone.ts';
import type { Read, Reading, Spot } from './reading.ts';

/** A contract and where it stands, for faults that only show when contracts are compared. */
interface PlacedContract {
  readonly contract: Contract;
  readonly at: Place;
  readonly path: string;
}

/**
 * What an account's bills are made by: `contract: { percentile: 95, commit: 500Mbps, price: 18 }`, or `contracts`, a list
 * of such maps that follow each other in time. `zone` is the account's.
 */
export function readContracts(map: MapReader, zone: string, reading: Reading): Contract[] {
  if (map.has('contract') && map.has('contracts')) {
    reading.fault(
      map.at('contracts'),
      `${map.spot('contracts')!.path}: contract is given too; one of them is expected`,
    );
  }
  const single = map.optional('contract', contract(zone));
  const several = map.optional('contracts', listOf(contract(zone), 'contracts ({ from: 2026-10-01, ... })')) ?? [];
  const placed = [...(single ? [single] : []), ...several];
  findOverlaps(placed, reading);
  return placed.map((each) => each.contract);
}

function contract(zone: string): Read<PlacedContract> {
  return (spot, reading) => {
    const map = openMap(spot, reading, KEYS['accounts[].contract']);
    if (!map) return undefined;
    const before = reading.faults.length;
    const terms = readTerms(map, zone);
    const months = readMonths(map, spot, reading);
    const price = readPrice(map, terms);
    if (reading.faults.length > before) return undefined;
    return { contract: { ...terms, ...months, ...(price && { price }) }, at: spot.value.at, path: spot.path };
  };
}

function readTerms(map: MapReader, zone: string): Terms {
  const standard = defaultTerms(zone);
  return {
    isContract: true,
    method: map.optional('method', oneOf(...METHOD_NAMES)) ?? standard.method,
    percentile: map.optional('percentile', decimalBetween('50', '100', 'a percentile')) ?? standard.percentile,
    rounding: map.optional('rounding', oneOf('floor', 'ceil', 'nearest')) ?? standard.rounding,
    days: map.optional('days', oneOf('valid', 'all')) ?? standard.days,
    unitBase: map.optional('unit_base', unitBase) ?? standard.unitBase,
    timeZone: map.optional('time_zone', timeZone) ?? zone,
    overhead: map.optional('overhead', decimalBetween('1', '2', 'a factor')) ?? standard.overhead,
  };
}

const unitBase: Read<1000 | 1024> = (spot, reading) => {
  const given = wholeNumber(spot, reading);
  if (given === undefined || given === 1000 || given === 1024) return given;
  return reading.refuse(spot, 'is no unit base: 1000 (Mbps = 10^6 bit/s) or 1024 (Mbps = 2^20 bit/s) is expected');
};

type Months = Pick<Contract, 'fromMonth' | 'toMonth'>;

/** Whole months, because bills are: a month that is cut in two would have two numbers, and no 95th of its own. */
function readMonths(map: MapReader, { path }: Spot, reading: Reading): Months {
  const fromMonth = map.optional(
    'from',
    borderDay('first', (day) => day.endsWith('-01')),
  );
  const toMonth = map.optional(
    'to',
    borderDay('last', (day) => nextDay(day).endsWith('-01')),
  );
  if (fromMonth !== undefined && toMonth !== undefined && toMonth < fromMonth) {
    reading.fault(map.at('to'), `${path}.to: lies before from`);
  }
  return { ...(fromMonth && { fromMonth }), ...(toMonth && { toMonth }) };
}

/** A day at a border of a month -> the month. */
function borderDay(which: 'first' | 'last', isBorder: (day: string) => boolean): Read<string> {
  const example = which === 'first' ? '2026-10-01' : '2026-10-31';
  return (spot, reading) => {
    const given = text(`a day such as ${example}`)(spot, reading);
    if (given === undefined) return undefined;
    if (isDay(given) && isBorder(given)) return given.slice(0, 7);
    return reading.refuse(spot, `is not the ${which} day of a month: bills are of whole months, as from ${example}`);
  };
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

function findOverlaps(placed: readonly PlacedContract[], reading: Reading): void {
  placed.forEach(({ contract: later, at, path }, i) => {
    const other = placed.slice(0, i).find(({ contract: earlier }) => overlap(earlier, later));
    if (!other) return;
    const way = 'end one with to before the other begins';
    reading.fault(at, `${path}: the contract at line ${other.at.line} is valid in the same months; ${way}`);
  });
}

function overlap(a: Months, b: Months): boolean {
  return (a.fromMonth ?? '') <= (b.toMonth ?? '9999') && (b.fromMonth ?? '') <= (a.toMonth ?? '9999');
}

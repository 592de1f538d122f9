// Weir's metering kernel: complete lines in, rows (domain, bucket) added up, and the lines that it leaves to the reference
// parser. A chunk goes through four stages, each in a file of its own:
//
//     marks.ts   where the structural characters and newlines stand (SIMD)
//     lines.ts   which lines have the format's number of them
//     program.ts the format's ops, one after the other over all lines: fields.ts, numbers.ts, memo.ts, hosts.ts
//     rows.ts    what they found, added to rows
//
// Exactness: an op that is not certain refuses the line. What the module accepts, the reference parser would have read the
// same; the test suite holds the two against each other.

import { forgetHosts, startHosts } from './hosts';
import { leftCount, selectLines } from './lines';
import { findControl, findMarks, newlineCount } from './marks';
import { forgetMemo, startMemo } from './memo';
import { clearColumns, INPUT, LEFT, layOut, MAX_LINES } from './memory';
import { classes, LAYOUT, program, runProgram, setOps, startProgram } from './program';
import { addLines, findRow, forgetRows, isNearlyFull, REFUSALS, refusedCount, rowCount, rows, startRows } from './rows';

const BACKSLASH: u32 = 92;

let structural: u32 = 0;
let marksPerLine: u32 = 0;
let hasOrigin: bool = false;
let isJson: bool = false;

/** Takes all the memory there will be. `mostRows`: the host takes rows away from that number on. */
export function init(inputBytes: u32, mostRows: u32, maxDomains: u32): void {
  layOut(inputBytes);
  startMemo();
  startHosts();
  startProgram(MAX_LINES);
  startRows(mostRows, MAX_LINES, maxDomains);
}

export function inputAddress(): usize {
  return INPUT;
}

/** Of programs; the host's must be the same. */
export function programLayout(): u32 {
  return LAYOUT;
}

export function programAddress(): usize {
  return program;
}

export function classesAddress(): usize {
  return classes;
}

/** Rows must have been taken. `mark`: the structural character; `k`: how many a line has. */
export function setProgram(ops: u32, mark: u32, k: u32, origin: bool, json: bool): void {
  setOps(ops);
  clearColumns();
  forgetMemo();
  forgetHosts();
  forgetRows();
  structural = mark;
  marksPerLine = k;
  hasOrigin = origin;
  isJson = json;
}

/**
 * Meters the complete lines in [start, end). What stands behind `end` is kept. False: not metered at all, the reference
 * parser must take every line.
 */
export function meter(start: usize, end: usize): bool {
  if (isJson && findControl(start, end)) return false;
  const v0 = v128.load(end);
  const v1 = v128.load(end, 16);
  const v2 = v128.load(end, 32);
  const v3 = v128.load(end, 48);
  memory.fill(end, 0, 64);
  const isMetered = meterLines(start, end);
  v128.store(end, v0);
  v128.store(end, v1, 16);
  v128.store(end, v2, 32);
  v128.store(end, v3, 48);
  return isMetered;
}

function meterLines(start: usize, end: usize): bool {
  findMarks(start, end, structural, isJson ? BACKSLASH : structural);
  if (newlineCount > MAX_LINES) return false;
  selectLines(start, marksPerLine);
  runProgram();
  addLines(marksPerLine, hasOrigin);
  return true;
}

/** Lines with another number of marks, and lines that some op refused: u32 pairs [start, end), each in order. */
export function leftAddress(): usize {
  return LEFT;
}
export function leftLines(): u32 {
  return leftCount;
}
export function refusedAddress(): usize {
  return REFUSALS;
}
export function refusedLines(): u32 {
  return refusedCount;
}

/** Of the last call. */
export function linesSeen(): u32 {
  return newlineCount;
}

export function rowsAddress(): usize {
  return rows;
}
export function rowTotal(): u32 {
  return rowCount;
}

/** Address of a row, which may be new, for what the host has counted itself. */
export function rowOf(domain: u32, bucket: u32): usize {
  return findRow(domain, bucket);
}

/** Asked every 2^23 lines. */
export function rowsAreNearlyFull(): bool {
  return isNearlyFull();
}

/** The host has taken the rows. */
export function clearRows(): void {
  forgetRows();
}

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Benchmark, Table } from './benchmark.ts';
import { benchmarks } from './index.ts';

// `npm run bench` runs every benchmark and writes docs/benchmarks.md anew; `npm run bench NAME ...` runs some, and
// replaces their sections only.

const FILE = new URL('../../docs/benchmarks.md', import.meta.url);
const HEADER = `# Benchmarks

Written by \`npm run bench\`; do not edit. CPU is user and system time of the whole process; figures are medians of runs in
turn. Machines differ and are noisy: compare the rows of one table, not tables of different days.
`;

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    console.error(
      `no benchmark is called ${unknown.join(', ')}; there are ${benchmarks.map(({ name }) => name).join(', ')}`,
    );
    process.exitCode = 2;
    return;
  }
  const sections = readSections();
  for (const benchmark of benchmarks) {
    if (names.length > 0 && !names.includes(benchmark.name)) continue;
    console.error(`${benchmark.name} ...`);
    const section = render(benchmark, await benchmark.run((progress) => console.error(`  ${progress}`)));
    console.log(`\n${section}`);
    sections.set(benchmark.name, section);
    writeFileSync(FILE, [HEADER, ...benchmarks.flatMap(({ name }) => sections.get(name) ?? [])].join('\n'));
  }
}

function readSections(): Map<string, string> {
  try {
    const parts = readFileSync(FILE, 'utf8')
      .split(/^(?=## )/m)
      .slice(1);
    return new Map(parts.map((part) => [/^## (\S+)/.exec(part)![1]!, `${part.trimEnd()}\n`]));
  } catch {
    return new Map();
  }
}

function render({ name, question }: Benchmark, { columns, rows, notes }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  return `## ${name}\n\n${question.trim()}\n\n${table}\n\n${notes ? `${notes.trim()}\n\n` : ''}Measured on ${date}: ${machine}.\n`;
}

await main(process.argv.slice(2));

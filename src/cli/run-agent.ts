import { pino } from 'pino';
import { Agent, type AgentOptions } from '../agent/agent.ts';
import { systemClock } from '../agent/clock.ts';
import { Follower } from '../agent/follower.ts';
import { JoinedSources } from '../agent/joined-sources.ts';
import { nodeLogFiles } from '../agent/node-log-files.ts';
import { Notices } from '../agent/notices.ts';
import type { SegmentSource, SourceStatus } from '../agent/segment-source.ts';
import { Sender } from '../agent/sender.ts';
import { StateFolder } from '../agent/state-folder.ts';
import { LockedError } from '../agent/state-lock.ts';
import type { AgentConfig } from '../config/agent-config.ts';
import { ConfigError } from '../config/config-error.ts';
import { loadAgentConfig } from '../config/load-agent-config.ts';
import { Transport } from '../ingest/transport.ts';
import { readCa } from './ca-file.ts';
import { CommandFailure } from './failure.ts';
import { LiveInputs } from './live-inputs.ts';
import { untilStopped } from './until-stopped.ts';
import { version } from './version.ts';

/** What a run with --once came to. */
export interface AgentOutcome {
  /** Everything that was read is at a server. */
  readonly isDone: boolean;
  /** What is wrong with inputs and streams, a sentence each. */
  readonly faults: readonly string[];
  readonly totals: Readonly<Record<'lines' | 'rejected' | 'bytesRead' | 'segments' | 'known', number>>;
}

/** Puts the agent together from its config and runs it until it is stopped, or once. */
export async function runAgent(configFile: string, once: boolean): Promise<AgentOutcome> {
  const config = readAgentConfig(configFile);
  const logger = pino({ level: process.env.WEIR_LOG_LEVEL ?? 'info' }, pino.destination({ dest: 2, sync: true }));
  for (const { line, message } of config.warnings) logger.warn({ line }, message);
  const agent = await createAgent(config, new Notices(logger), once);
  const stop = new AbortController();
  untilStopped().then(() => stop.abort());
  const isDone = once ? await agent.once(stop.signal) : await agent.follow(stop.signal).then(() => true);
  const status = agent.status();
  return { isDone, faults: faultsOf(status), totals: totalsOf(agent, status) };
}

function readAgentConfig(path: string): AgentConfig {
  try {
    return loadAgentConfig(path);
  } catch (error) {
    throw error instanceof ConfigError ? new CommandFailure(error.message, { cause: error }) : error;
  }
}

async function createAgent(config: AgentConfig, notices: Notices, once: boolean): Promise<Agent> {
  const { node, server, flushSeconds, live } = config;
  const ca = server.ca === undefined ? undefined : readCa(server.ca);
  const transport = new Transport({ ...(ca && { ca }) });
  const state = await openState(config, notices);
  const options: AgentOptions = {
    node,
    version: version(),
    openSource: (checkpoint) => {
      const follower = openFollower(config, checkpoint);
      return live.length > 0 ? new JoinedSources([follower, openLive(config, notices, once)]) : follower;
    },
    sender: new Sender({ servers: server.urls, token: server.token, transport }),
    state,
    clock: systemClock,
    random: Math.random,
    notices,
    flushMs: flushSeconds * 1000,
    onFollowing: (files) => {
      console.log(`weir agent is following ${counted(files, 'file')}`);
      if (live.length > 0) console.log(`weir agent is polling ${counted(live.length, 'live server')}`);
    },
  };
  return new Agent(options);
}

async function openState({ state: folder, node, spoolLimit }: AgentConfig, notices: Notices): Promise<StateFolder> {
  try {
    return await StateFolder.open({ folder, node, spoolLimit, now: systemClock.now(), notices });
  } catch (error) {
    if (error instanceof LockedError) throw new CommandFailure(error.message, { cause: error });
    throw new CommandFailure(`cannot use the state folder ${folder}: ${(error as Error).message}`, { cause: error });
  }
}

function openFollower({ node, inputs, flushSeconds, memoryLimit }: AgentConfig, checkpoint: unknown): SegmentSource {
  const limits = { flushMs: flushSeconds * 1000, memoryLimit };
  return new Follower({ node, inputs, files: nodeLogFiles(), ...limits, checkpoint });
}

function openLive(config: AgentConfig, notices: Notices, once: boolean): SegmentSource {
  const { node, live: inputs, state: folder, flushSeconds } = config;
  const options = { node, inputs, folder, flushMs: flushSeconds * 1000, takesHooks: !once };
  return new LiveInputs({ ...options, notices, clock: () => systemClock.now() });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function faultsOf({ inputs, streams }: SourceStatus): string[] {
  const all = [...inputs.map(({ input, fault }) => [input, fault]), ...streams.map(({ path, fault }) => [path, fault])];
  return all.flatMap(([place, fault]) => (fault === null ? [] : [`${place}: ${fault}`]));
}

function totalsOf(agent: Agent, { streams }: SourceStatus): AgentOutcome['totals'] {
  const sum = (member: 'lines' | 'rejected') => streams.reduce((total, stream) => total + stream[member], 0);
  const { bytesRead, acknowledged: segments, known } = agent;
  return { lines: sum('lines'), rejected: sum('rejected'), bytesRead, segments, known };
}

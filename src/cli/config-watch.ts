import { unwatchFile, watchFile } from 'node:fs';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { configFrom } from '../config/load-config.ts';
import { configChanges, followed } from './config-changes.ts';
import { type ConfigLook, isSameLook, settledLook } from './config-file-looks.ts';

/** A running server's config: the newest version of the file that was valid. */
export interface WatchedConfig {
  /** The config as it is now. Asked at every request, so a new version counts for all of a request or for none of it. */
  current(): Config;
  stop(): void;
}

export interface WatchOptions {
  readonly path: string;
  /** The version that the server starts with. */
  readonly config: Config;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** How often the file is looked at. Milliseconds; default 1000. */
  readonly everyMs?: number;
}

/**
 * Follows a config file (weir-contract section 2): it is read again on SIGHUP and when it changes.
 *
 *     const watched = watchConfig({ path: 'weir.yaml', config, logger });
 *     watched.current().accounts      // two seconds after the file was saved at the latest: the new ones
 *
 * A faulty version is refused whole, each fault a warning of its own, and the running one stays. A file that is missing
 * is left alone, because editors replace files; only SIGHUP complains. Its state is polled, which works with editors that
 * put a new file in its place, with links that are switched over, and on network drives.
 */
export function watchConfig({ path, config, logger, everyMs = 1000 }: WatchOptions): WatchedConfig {
  let current = config;
  let seen: ConfigLook | undefined; // what was last decided on, taken or refused
  let looking: Promise<void> = Promise.resolve();
  let isStopped = false;

  const follow = async (isAsked: boolean): Promise<void> => {
    const look = await settledLook(path);
    if (isStopped) return;
    if (!isAsked && (look.kind === 'missing' || (seen && isSameLook(look, seen)))) return;
    seen = look;
    const next = configOf(look, path, logger);
    if (!next) return;
    tellChanges(current, next, { path, logger, isAsked });
    current = followed(current, next);
  };
  const followInTurn = (isAsked: boolean): void => {
    looking = looking.then(() => follow(isAsked)).catch((error) => logger.warn({ err: error }, `${path} was not read`));
  };
  const onSignal = () => followInTurn(true);
  const onChange = () => followInTurn(false);

  process.on('SIGHUP', onSignal);
  watchFile(path, { interval: everyMs, persistent: false }, onChange);
  onChange(); // what was written between the first reading and the first look
  return {
    current: () => current,
    stop: () => {
      isStopped = true;
      process.off('SIGHUP', onSignal);
      unwatchFile(path, onChange);
    },
  };
}

/** What the file means, or undefined after telling each thing that is wrong with it. */
function configOf(look: ConfigLook, path: string, logger: WatchOptions['logger']): Config | undefined {
  try {
    if (look.kind !== 'bytes') throw look.error;
    return configFrom(look.bytes, path);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const fault of error.message.split('\n')) logger.warn(`${fault} (the running config stays)`);
    return undefined;
  }
}

interface Telling extends Pick<WatchOptions, 'path' | 'logger'> {
  /** By SIGHUP: whoever asked wants to hear something. */
  readonly isAsked: boolean;
}

function tellChanges(before: Config, after: Config, { path, logger, isAsked }: Telling): void {
  const { applied, needRestart } = configChanges(before, after);
  for (const key of needRestart) logger.warn(`${path}: ${key} has changed, which needs a restart; the old value stays`);
  if (applied.length > 0) logger.info(`${path} was reloaded: ${applied.join('; ')}`);
  else if (isAsked && needRestart.length === 0) logger.info(`${path} was read again: nothing has changed`);
}

import type { Command } from 'commander';
import { readConfig } from './config-file.ts';
import { CommandFailure, UsageFailure } from './failure.ts';
import { serverAddress } from './server-address.ts';

export interface OperatorOptions {
  readonly config?: string;
  readonly server?: string;
  readonly token?: string;
}

/** The options of every command that asks a running server as an operator. */
export function withOperatorOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'weir.yaml to take server and token from (default: ./weir.yaml where there is one)')
    .option('--server <url>', "the server (default: the config's listen, or http://127.0.0.1:8080)")
    .option('--token <token>', "an operator's token (default: the config's first, or $WEIR_OPS_TOKEN)");
}

/** Asks for a path below /weir/v1, with a body by POST; the answer's JSON as text. Rejects with CommandFailure. */
export type AskServer = (method: 'GET' | 'POST', path: string, body?: object) => Promise<string>;

export function operatorClient(options: OperatorOptions): AskServer {
  const config = readConfig(options.config);
  const token = options.token ?? config?.accounts.operators[0]?.token ?? process.env.WEIR_OPS_TOKEN;
  if (!token) {
    throw new UsageFailure("an operator's token is needed: --token, the config's operators, or $WEIR_OPS_TOKEN");
  }
  const server = serverAddress(options.server, config);
  return async (method, path, body) => {
    const { status, text } = await exchange(new URL(`/weir/v1/${path}`, server), method, token, body);
    if (status === 200) return text;
    throw new CommandFailure(`${new URL(server).origin} refused it (${status}): ${detailOf(text)}`);
  };
}

async function exchange(url: URL, method: string, token: string, body: object | undefined) {
  const headers = {
    authorization: `Bearer ${Buffer.from(token).toString('latin1')}`, // one character a byte, as headers are sent
    ...(body && { 'content-type': 'application/json' }),
  };
  try {
    const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new CommandFailure(`cannot reach ${url.origin}: ${(cause as Error).message}`, { cause: error });
  }
}

function detailOf(text: string): string {
  try {
    return String((JSON.parse(text) as { detail?: unknown }).detail ?? text);
  } catch {
    return text.slice(0, 200);
  }
}

import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { demoConfig } from '../../src/demo/demo-config.ts';

/** The demo's weir.yaml as the server reads it. */
export function readDemoConfig(options: Partial<Parameters<typeof demoConfig>[0]> = {}): Config {
  const text = demoConfig({ listen: '127.0.0.1:8080', storePath: '/tmp/data', ...options });
  const parsed = parseConfig(text, { path: '/tmp/weir.yaml', env: {} });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.config;
}

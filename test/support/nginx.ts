import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, hasProgram, type Program, startProgram } from './programs.ts';

export const hasNginx = () => hasProgram('nginx', 'apt-get install nginx-light');

export interface Nginx extends Program {
  readonly port: number;
  readonly log: (name: string) => string;
}

/** A real nginx in a folder of its own: a cache in front of `upstream`, and one access log per format given. */
export async function startNginx(
  folder: string,
  upstreamPort: number,
  logFormats: Readonly<Record<string, string>>,
): Promise<Nginx> {
  const port = await freePort();
  for (const sub of ['logs', 'cache', 'tmp']) mkdirSync(join(folder, sub), { recursive: true });
  const log = (name: string) => join(folder, 'logs', `${name}.log`);
  const formats = Object.entries(logFormats).map(
    ([name, text]) => `log_format ${name} ${text};\n  access_log ${log(name)} ${name};`,
  );
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/tmp;`);
  const config = `
daemon off;
user root;
worker_processes 2;
pid ${folder}/nginx.pid;
error_log stderr notice;
events { worker_connections 256; }
http {
  ${temp.join('\n  ')}
  ${formats.join('\n  ')}
  proxy_cache_path ${folder}/cache keys_zone=edge:1m;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${upstreamPort};
      proxy_cache edge;
      proxy_cache_key $host$request_uri;
      proxy_cache_use_stale error timeout http_500;
    }
  }
}
`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  const program = startProgram('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')]);
  await program.waitFor(/start worker processes/);
  return { ...program, port, log };
}

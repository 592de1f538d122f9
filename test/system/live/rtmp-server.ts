import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePort, hasFile, hasProgram, type Program, startProgram } from '../../support/programs.ts';

const MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';
const INSTALL = 'apt-get install --no-install-recommends nginx-light libnginx-mod-rtmp ffmpeg';

export const hasRtmp = (): boolean =>
  [hasProgram('nginx', INSTALL), hasProgram('ffmpeg', INSTALL), hasFile(MODULE, INSTALL)].every(Boolean);

/** A real nginx with its RTMP module, on ports that stay the same however often it is killed. */
export class RtmpServer {
  readonly rtmpPort: number;
  readonly #statPort: number;
  readonly #folder: string;
  #program: Program | undefined;

  private constructor(folder: string, rtmpPort: number, statPort: number) {
    this.#folder = folder;
    this.rtmpPort = rtmpPort;
    this.#statPort = statPort;
  }

  static async start(folder: string): Promise<RtmpServer> {
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    const server = new RtmpServer(folder, await freePort(), await freePort());
    writeFileSync(join(folder, 'nginx.conf'), server.#configText());
    await server.start();
    return server;
  }

  /** What `nginx_rtmp` of agent.yaml names. */
  get stat(): string {
    return `http://127.0.0.1:${this.#statPort}/stat`;
  }

  async start(): Promise<void> {
    const args = ['-p', this.#folder, '-c', join(this.#folder, 'nginx.conf')];
    this.#program = startProgram('nginx', args, { detached: true }); // a group of its own: the worker is killed with it
    await this.#program.waitFor(/start worker processes/);
    await vi.waitFor(() => fetch(this.stat), 10_000);
  }

  /** kill -9 of master and worker. */
  async kill(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#program?.child ?? {};
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    process.kill(-pid, 'SIGKILL');
    await this.#program!.ended();
  }

  /** Whether somebody publishes. */
  async isLive(): Promise<boolean> {
    return (await (await fetch(this.stat)).text()).includes('<publishing/>');
  }

  #configText(): string {
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path tmp;`);
    return `
load_module ${MODULE};
daemon off;
user root;
worker_processes 1;
pid nginx.pid;
error_log stderr notice;
events { worker_connections 256; }
rtmp { server { listen 127.0.0.1:${this.rtmpPort}; access_log off; application live { live on; } } }
http {
  access_log off;
  ${temp.join('\n  ')}
  server { listen 127.0.0.1:${this.#statPort}; location /stat { rtmp_stat all; } }
}
`;
  }
}

const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error'];

/** A test picture of some 400 kbit/s, in real time, until it is stopped. */
export function publish(port: number): Program {
  const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=15'];
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '15', '-b:v', '400k'];
  return startProgram('ffmpeg', [...QUIET, ...picture, ...coding, '-f', 'flv', `rtmp://127.0.0.1:${port}/live/t1`]);
}

export function play(port: number): Program {
  return startProgram('ffmpeg', [...QUIET, '-i', `rtmp://127.0.0.1:${port}/live/t1`, '-c', 'copy', '-f', 'null', '-']);
}

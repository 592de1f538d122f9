import type { LiveKind, LiveServer } from '../live-server.ts';
import { nginxRtmp } from './nginx-rtmp.ts';
import { nodeMediaServer } from './node-media-server.ts';
import { srs } from './srs.ts';

/** Every kind of live server, by its key in agent.yaml. A new one is a file beside this and a line here. */
export const LIVE_SERVERS: Readonly<Record<LiveKind, LiveServer>> = {
  srs,
  nginx_rtmp: nginxRtmp,
  node_media_server: nodeMediaServer,
};

import type { LiveServer } from '../live-server.ts';
import { nginxRtmp } from './nginx-rtmp.ts';
import { nodeMediaServer } from './node-media-server.ts';
import { srs } from './srs.ts';

const SERVERS = { srs, nginx_rtmp: nginxRtmp, node_media_server: nodeMediaServer };

/** A kind's key in agent.yaml. */
export type LiveKind = keyof typeof SERVERS;

/** Every kind of live server. A new one is a file beside this and a name above. */
export const LIVE_SERVERS: Readonly<Record<LiveKind, LiveServer>> = SERVERS;

export const LIVE_KINDS = Object.keys(SERVERS) as LiveKind[];

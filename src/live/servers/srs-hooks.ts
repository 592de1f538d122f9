import { JsonFields } from '../read-json.ts';
import type { LiveEvent, StreamPlace } from '../snapshot.ts';
import { srsPath, srsRun } from './srs-names.ts';

/**
 * One HTTP callback of SRS -> what it means for metering; undefined for those that mean nothing (on_connect, on_dvr ...).
 *
 *     on_play, on_publish     a connection begins, and where
 *     on_stop, on_unpublish   it ends; no bytes are told
 *     on_close                its totals; only RTMP connections have one, and it names no stream
 *
 * Throws SourceFault (`garbled`). The fields are those of recordings of SRS 6.0.157.
 */
export function srsHookEvent(body: string): LiveEvent | undefined {
  const hook = JsonFields.parse(body, "SRS's callback");
  const action = hook.text('action');
  if (action === 'on_play') return began(hook, 'play');
  if (action === 'on_publish') return began(hook, 'publish');
  if (action === 'on_stop' || action === 'on_unpublish') return { kind: 'ended', ...originOf(hook), protocol: '' };
  if (action !== 'on_close') return undefined;
  const totals = { sentBytes: hook.count('send_bytes'), receivedBytes: hook.count('recv_bytes') };
  return { kind: 'closed', ...originOf(hook), protocol: 'rtmp', ...totals };
}

function began(hook: JsonFields, role: 'play' | 'publish'): LiveEvent {
  const total = hook.has('stream_id') ? { totalId: hook.text('stream_id') } : {};
  return { kind: 'began', role, ...originOf(hook), ...placeOf(hook), protocol: '', ...total };
}

function originOf(hook: JsonFields): { run: string | undefined; id: string } {
  const isNamed = hook.has('server_id') && hook.has('service_id');
  return {
    run: isNamed ? srsRun(hook.text('server_id'), hook.text('service_id')) : undefined,
    id: hook.text('client_id'),
  };
}

/** `stream` may end in .m3u8; `stream_url` is the clean name. */
function placeOf(hook: JsonFields): StreamPlace {
  const path = hook.has('stream_url')
    ? srsPath(hook.text('stream_url'))
    : { app: hook.text('app'), stream: hook.text('stream') };
  return { vhost: hook.text('vhost'), ...path };
}

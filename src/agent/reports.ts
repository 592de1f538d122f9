import type { SettledFile, StreamPlace } from './checkpoint.ts';
import type { FileTable } from './file-table.ts';
import type { FollowedStream } from './followed-stream.ts';
import type { Memory } from './memory.ts';
import type { InputStatus, StreamState, StreamStatus } from './status.ts';
import type { Streams } from './streams.ts';
import type { TrackedFile } from './tracked-file.ts';

/** For the checkpoint: a file of which everything is acknowledged, undefined for others. */
export function settledFile(file: TrackedFile): SettledFile | undefined {
  if (file.settled) return file.settled;
  const { stream, facts } = file;
  if (!stream?.id || !stream.isClean || file.fault !== null || !file.isListed || !file.hasSameContent) return undefined;
  if (!file.isCompressed && file.length > stream.reached) return undefined;
  return {
    ...{ id: file.id, size: facts.size, modifiedNs: String(facts.modifiedNs) },
    ...{ stream: stream.id, bytes: stream.reached, isCompressed: file.isCompressed },
  };
}

/** Where the streams of these files are to be read on from. */
export function streamPlaces(files: readonly TrackedFile[], streams: Streams): StreamPlace[] {
  const places = new Map<string, StreamPlace>();
  for (const { settled } of files) {
    const place = settled && streams.place(settled.stream);
    if (place) places.set(place.stream, place);
  }
  for (const stream of streams.all()) {
    if (stream.files.size > 0) places.set(stream.id!, { stream: stream.id!, ...stream.resumePoint });
  }
  return [...places.values()];
}

/** The streams that grew last come first. */
export function statusOf(
  table: FileTable,
  streams: Streams,
  memory: Memory,
): { inputs: InputStatus[]; streams: StreamStatus[] } {
  const inputs = table.inputs.map(({ pattern, settings, files, fault }) => ({
    ...{ input: pattern, kind: 'log' as const, format: settings.program.name, files, fault },
  }));
  const named = [...streams.all()].sort((a, b) => b.grownAt - a.grownAt).map((stream) => streamStatus(stream, memory));
  const others = [...table.all()].filter((file) => !file.stream?.id).map(fileStatus);
  return { inputs, streams: [...named, ...others] };
}

function streamStatus(stream: FollowedStream, memory: Memory): StreamStatus {
  const pendingBytes = stream.meter?.pendingBytes ?? 0;
  return {
    ...{ path: stream.path, stream: stream.id!, format: stream.settings.program.name },
    bytes: Math.max(stream.offset, stream.reached) - pendingBytes,
    pendingBytes,
    lagBytes: Math.max(0, ...[...stream.files].map(lagOf)),
    lastLine: stream.lastLine || null,
    ...stream.counts,
    state: stateOf(stream),
    fault: faultOf(stream, memory),
  };
}

function lagOf(file: TrackedFile): number {
  if (file.isCompressed) return file.hasSameContent ? 0 : file.facts.size;
  return file.stream?.wants(file.length) ? file.length - file.stream.offset : 0;
}

function stateOf(stream: FollowedStream): StreamState {
  if (stream.refusal) return 'refused';
  const listed = [...stream.files].filter((file) => file.isListed);
  if (listed.length === 0) return 'gone';
  const isComplete = listed.every((file) => file.isCompressed && file.hasSameContent);
  return isComplete ? 'complete' : 'following';
}

function faultOf(stream: FollowedStream, { limit }: Memory): string | null {
  if (stream.refusal) return stream.refusal.message;
  if (stream.sendings.note !== null) return stream.sendings.note;
  for (const { fault } of stream.files) if (fault !== null) return fault;
  if (stream.openWeight <= limit) return null;
  return `its open segment alone takes about ${stream.openWeight} bytes of memory, the limit is ${limit}`;
}

/** A file whose stream is not known, or need not be. */
function fileStatus(file: TrackedFile): StreamStatus {
  const { settled, path, facts } = file;
  const nothing = { pendingBytes: 0, lagBytes: 0, lastLine: null, lines: 0, rejected: 0, slowLines: 0 };
  const format = file.settings.program.name;
  if (settled) {
    const state = settled.isCompressed ? 'complete' : 'following';
    return { path, stream: settled.stream, format, ...nothing, bytes: settled.bytes, state, fault: null };
  }
  const pendingBytes = file.stream?.meter?.pendingBytes ?? 0;
  const lagBytes = Math.max(0, facts.size - file.nuls - (file.stream?.offset ?? 0));
  return {
    path,
    stream: null,
    format,
    ...nothing,
    bytes: 0,
    pendingBytes,
    lagBytes,
    state: 'waiting',
    fault: file.fault,
  };
}

import { StoreError } from './usage-store.ts';

const MIB = 2 ** 20;

/**
 * The store takes nothing more because its disk is nearly full; questions are answered all the same, and it goes on by
 * itself once there is room. The message holds no path: clients and /readyz may say it.
 */
export class NoRoomError extends StoreError {
  /** Bytes: what is free, and what has to stay free with what was to be written. */
  readonly free: number;
  readonly needed: number;

  constructor(free: number, needed: number) {
    const [has, wants] = [Math.floor(free / MIB), Math.ceil(needed / MIB)];
    super(
      'unavailable',
      `the store's disk is nearly full: ${has} MiB are free, ${wants} MiB are needed; make room there`,
    );
    this.name = 'NoRoomError';
    this.free = free;
    this.needed = needed;
  }
}

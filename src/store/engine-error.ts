import { StoreError } from '../usage/usage-store.ts';

/**
 * Turns whatever an engine or the disk threw into a StoreError: the reason from ClickHouse's error code, the message as
 * one short line, the original as the cause.
 *
 *     Code: 159. DB::Exception: Timeout exceeded: elapsed 1000 ms ...   -> 'timeout'
 *     Code: 40. DB::Exception: Checksum doesn't match ...               -> 'damaged'
 *
 * Codes: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp.
 */
export function engineError(error: unknown, doing: string): StoreError {
  if (error instanceof StoreError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = Number(/Code: (\d+)/.exec(text)?.[1] ?? 0);
  return new StoreError(REASONS[code] ?? 'unavailable', `${doing}: ${shortened(text)}`, { cause: error });
}

const REASONS: Readonly<Record<number, StoreError['reason']>> = {
  159: 'timeout', // TIMEOUT_EXCEEDED
  // what reading a part whose files were changed, cut or lost gives
  32: 'damaged', // ATTEMPT_TO_READ_AFTER_EOF
  33: 'damaged', // CANNOT_READ_ALL_DATA
  40: 'damaged', // CHECKSUM_DOESNT_MATCH
  49: 'damaged', // LOGICAL_ERROR
  107: 'damaged', // FILE_DOESNT_EXIST
  117: 'damaged', // INCORRECT_DATA
  226: 'damaged', // NO_FILE_IN_DATA_PART
  228: 'damaged', // BAD_SIZE_OF_FILE_IN_DATA_PART
  231: 'damaged', // TOO_MANY_UNEXPECTED_DATA_PARTS
  246: 'damaged', // CORRUPTED_DATA
  271: 'damaged', // CANNOT_DECOMPRESS
  432: 'damaged', // UNKNOWN_CODEC: a block's first byte
};

const MAX_MESSAGE = 300;

/** The first line without the engine's framing; statements are left out, they may be long and name customers. */
function shortened(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/(^|.*?)Code: \d+\. DB::Exception: /, '')
    .replace(/ In scope SELECT .*$/i, '');
  return line.length <= MAX_MESSAGE ? line : `${line.slice(0, MAX_MESSAGE)}...`;
}

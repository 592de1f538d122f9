import { IngestFault } from './ingest-fault.ts';

/** What stands in a batch cannot be used; `message` names the place. */
export function invalid(message: string): IngestFault {
  return new IngestFault(400, 'invalid', `not a usable batch: ${message}`);
}

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandFailure } from './failure.ts';

/** The certificate authorities in `server.ca`, as PEM; throws CommandFailure that names the file. */
export function readCa(path: string): Buffer {
  let pem: Buffer;
  try {
    pem = readFileSync(path);
  } catch (error) {
    throw new CommandFailure(`cannot read server.ca ${path}: ${(error as Error).message}`, { cause: error });
  }
  try {
    new X509Certificate(pem); // Node takes a file without a certificate for one that trusts nobody
    return pem;
  } catch (error) {
    throw new CommandFailure(`server.ca ${path}: a PEM file with a certificate is expected`, { cause: error });
  }
}

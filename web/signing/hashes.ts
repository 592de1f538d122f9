import { md5 } from '@noble/hashes/legacy.js';

/** WebCrypto has no MD5, which is what JD's signature is made of. */
export function md5Hex(text: string): string {
  return hex(md5(new TextEncoder().encode(text)));
}

export async function sha256Hex(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

export async function hmac(hash: 'SHA-1' | 'SHA-256', key: string, text: string): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), { name: 'HMAC', hash }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(text)));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Browsers keep WebCrypto to https and localhost. */
export function canHash(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

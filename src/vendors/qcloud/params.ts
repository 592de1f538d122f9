import type { ApiRequest } from '../vendor.ts';
import { tooManyParameters, unreadableBody } from './faults.ts';
import { flattenJson } from './json-params.ts';
import { MAX_PARAMS } from './max-params.ts';

/** Parameters by name, as the client meant them: decoded, in no particular order; of a repeated name the last counts. */
export type QcloudParams = ReadonlyMap<string, string>;

/**
 * The parameters of a request, however they travel: in the query, or in a POST's body as a form, as multipart
 * form-data or as JSON. A malformed percent escape stands for itself, since a client may have signed it so.
 *
 *     GET /v2/index.php?Action=GetCdnOriginStat&hosts.0=www.test.com    -> { Action, 'hosts.0' }
 */
export async function readParams(request: ApiRequest): Promise<QcloudParams> {
  const params = new Map(new URLSearchParams(request.rawQuery));
  if (request.method === 'POST') {
    for (const [name, value] of await bodyParams(request)) params.set(name, value);
  }
  if (params.size > MAX_PARAMS) throw tooManyParameters(MAX_PARAMS);
  return params;
}

async function bodyParams({ headers, body }: ApiRequest): Promise<Iterable<[string, string]>> {
  const contentType = headers['content-type'] ?? '';
  if (/^\s*multipart\/form-data/i.test(contentType)) return multipartParams(contentType, body);
  const text = new TextDecoder().decode(body);
  // A form's first parameter has a name, and no parameter's name begins with a brace: this is JSON without its label.
  if (/json/i.test(contentType) || text.trimStart().startsWith('{')) return flattenJson(text);
  return new URLSearchParams(text);
}

async function multipartParams(contentType: string, body: Uint8Array): Promise<[string, string][]> {
  try {
    const form = await new Response(Uint8Array.from(body), { headers: { 'content-type': contentType } }).formData();
    const fields = [...form].map(async ([name, value]): Promise<[string, string]> => {
      return [name, typeof value === 'string' ? value : await value.text()];
    });
    return await Promise.all(fields);
  } catch {
    throw unreadableBody(); // what the platform's parser has to say is about bytes, not about parameters
  }
}

/** The values of an array parameter, `hosts.0`, `hosts.1`, ... (or a plain `hosts`), in the order of their indices. */
export function arrayParam(params: QcloudParams, name: string): string[] {
  const items = [...params].filter(([key]) => key === name || key.startsWith(`${name}.`));
  const indexOf = (key: string): number => {
    const index = Number.parseInt(key.slice(name.length + 1), 10);
    return Number.isNaN(index) ? Number.MAX_SAFE_INTEGER : index;
  };
  return items.sort(([a], [b]) => indexOf(a) - indexOf(b)).map(([, value]) => value);
}

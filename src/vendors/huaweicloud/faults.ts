/**
 * How Huawei Cloud refuses. Its gateway answers first (codes APIGW.*, with a request_id), then the Live service
 * (codes LIVE.*). Codes and messages are the vendor's; LIVE.100011001 reads as in seed 004.
 */
export class HuaweicloudFault extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'HuaweicloudFault';
    this.status = status;
    this.code = code;
  }
}

/** The reasons are the gateway's own words; the signed form of a request may be one, its secrets never are. */
export const notAuthenticated = (reason: string): HuaweicloudFault =>
  new HuaweicloudFault(401, 'APIGW.0301', `Incorrect IAM authentication information: ${reason}`);

export const unknownPath = (): HuaweicloudFault =>
  new HuaweicloudFault(404, 'APIGW.0101', 'The API does not exist or has not been published in the environment.');

export const unknownMethod = (): HuaweicloudFault => new HuaweicloudFault(404, 'APIGW.0101', 'The API does not exist.');

export const bodyTooLarge = (): HuaweicloudFault =>
  new HuaweicloudFault(413, 'APIGW.0201', 'Request entity too large.');

export const brokenRequest = (): HuaweicloudFault => new HuaweicloudFault(400, 'APIGW.0201', 'API request error.');

export const foreignProject = (): HuaweicloudFault =>
  new HuaweicloudFault(401, 'LIVE.100011015', 'Project ID verification failed.');

export const illegalRequest = (): HuaweicloudFault => new HuaweicloudFault(400, 'LIVE.100011001', 'Request Illegal');

export const internalError = (): HuaweicloudFault =>
  new HuaweicloudFault(500, 'LIVE.100011005', 'Internal server error.');

/** The service's body has the code first, as in the seed; the gateway's has the message first and the request's id. */
export function faultBody({ code, message }: HuaweicloudFault, requestId: string): string {
  if (code.startsWith('LIVE.')) return JSON.stringify({ error_code: code, error_msg: message });
  return JSON.stringify({ error_msg: message, error_code: code, request_id: requestId });
}

/**
 * What Tencent's API v2 answers when it refuses: HTTP 200 and `{code, message, codeDesc}`. Codes and messages are the
 * vendor's (its common error codes and the CDN module's, written `(module code)text`). Its documents leave three
 * codeDescs open: ReplayAttack for 4500, InvalidAction for 6100 and InternalError for 6000 are Weir's choice, and so
 * are the texts of the module codes 9003, 9150, 9160, 9162 and 25002, of which only the number is known.
 */
export class QcloudFault extends Error {
  readonly code: number;
  readonly codeDesc: string;
  constructor(code: number, codeDesc: string, message: string) {
    super(message);
    this.name = 'QcloudFault';
    this.code = code;
    this.codeDesc = codeDesc;
  }
}

export const missingParameter = (name: string): QcloudFault =>
  new QcloudFault(4000, 'InvalidParameter', `请求失败，参数[${name}]不能为空。`);

export const unreadableBody = (): QcloudFault =>
  new QcloudFault(4000, 'InvalidParameter', '请求失败，请求体与其 Content-Type 不符。');

export const bodyTooLarge = (): QcloudFault => new QcloudFault(4000, 'InvalidParameter', '请求失败，请求体过大。');

export const tooManyParameters = (limit: number): QcloudFault =>
  new QcloudFault(4000, 'InvalidParameter', `请求失败，参数个数不能超过 ${limit}。`);

/** A module fault: the number is in the message and is the codeDesc, as the documents show it for 9110. */
const moduleFault = (moduleCode: number, text: string): QcloudFault =>
  new QcloudFault(4000, String(moduleCode), `(${moduleCode})${text}`);

export const wrongParameter = (name: string): QcloudFault => moduleFault(9003, `参数错误 wrong parameter[${name}]`);
export const noSuchHost = (): QcloudFault => moduleFault(9110, '没有这个域名的信息 cdn no such host');
export const illegalDates = (accepted: string): QcloudFault =>
  moduleFault(9150, `日期范围错误 illegal date range[${accepted}]`);
export const illegalStatType = (accepted: readonly string[]): QcloudFault =>
  moduleFault(9160, `统计类型错误 illegal statistics type[${accepted.join(', ')}]`);
export const tooManyPoints = (): QcloudFault =>
  moduleFault(9162, '查询的数据量过大 too many hosts for this date range');
export const noPermission = (): QcloudFault =>
  moduleFault(25002, '没有该资源的权限 no permission for this host or project');

/** One answer for an unknown SecretId and a wrong signature, as was seen; it does not tell which ids exist. */
export const authFailure = (): QcloudFault => new QcloudFault(4100, 'AuthFailure', '身份认证失败，用户身份验证失败');

/** A request seen before, or one whose Timestamp is too far from `now` (Unix milliseconds). */
export const replayed = (now: number): QcloudFault =>
  new QcloudFault(
    4500,
    'ReplayAttack',
    '请求被拒绝，请求重复, 请注意 Nonce 参数两次请求不能重复, Timestamp 与腾讯服务器相差不能超过 2 小时, ' +
      `腾讯服务器 Timestamp = ${Math.floor(now / 1000)}`,
  );

export const unknownAction = (): QcloudFault =>
  new QcloudFault(6100, 'InvalidAction', '本版本内不支持的接口或者接口已经被废弃，请参考该接口的文档。');

export const internalError = (): QcloudFault => new QcloudFault(6000, 'InternalError', '服务器内部错误，请稍后重试。');

export function faultBody({ code, message, codeDesc }: QcloudFault): string {
  return JSON.stringify({ code, message, codeDesc });
}

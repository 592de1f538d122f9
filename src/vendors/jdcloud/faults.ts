/**
 * What JD's open CDN API answers when it refuses: HTTP 200, a status and a message. The statuses and both languages'
 * messages are the vendor's status code reference table; these are the ones that the usage APIs can give, in the order
 * in which they are looked for (weir-contract section 4).
 */
export const JD_FAULTS = {
  exception: { status: -1, zh: '接口调用异常', en: 'Interface Calling Exception' },
  usernameMissing: { status: 3, zh: '用户名不能为空', en: 'Must provide a user name' },
  signatureMissing: { status: 4, zh: '用户签名不能为空', en: 'Must provide a user signature' },
  usernameUnknown: { status: 20, zh: '用户名不存在', en: 'User name is absent' },
  signatureWrong: { status: 7, zh: '用户签名不正确', en: 'User signature is incorrect' },
  domainMissing: { status: 12, zh: '待查询的域名不能为空', en: 'Must provide the domain name to be queried' },
  domainForeign: { status: 18, zh: '检测到有不属于您的域名', en: 'A domain name not owned by you is detected' },
  startMissing: { status: 13, zh: '开始时间不能为空', en: 'Must provide a start time' },
  timeFormat: {
    status: 14,
    zh: '时间格式不符要求，请设置时间格式为yyyy-MM-dd HH:mm',
    en: 'Time format does not conform to the requirement, please set the time format as yyyy-MM-dd HH:mm',
  },
  startAfterEnd: { status: 19, zh: '开始时间不能大于结束时间', en: 'Start time cannot be later than end time' },
  tooManyDomains: {
    status: 22,
    zh: '查询域名个数不能超过您加速的域名个数',
    en: 'The number of domain names to be queried cannot exceed the number of domain names you accelerate',
  },
  parameterMissing: { status: 2, zh: '参数不能为空', en: 'Must provide a parameter' },
  failed: { status: 1, zh: '失败', en: 'Failed' },
  over31Days: { status: 44, zh: '只允许查询31天的数据', en: 'Only allow to query data within 31 days' },
} as const;

export type JdFaultName = keyof typeof JD_FAULTS;

/** A request that is refused in JD's words. */
export class JdFault extends Error {
  readonly fault: JdFaultName;
  constructor(fault: JdFaultName) {
    super(`jdcloud status ${JD_FAULTS[fault].status}: ${JD_FAULTS[fault].en}`);
    this.name = 'JdFault';
    this.fault = fault;
  }
}

/** The refusal's body: English for those who ask for it, else Chinese. */
export function faultBody(fault: JdFaultName, acceptLanguage: string | undefined): string {
  const { status, zh, en } = JD_FAULTS[fault];
  return JSON.stringify({ status, msg: prefersEnglish(acceptLanguage ?? '') ? en : zh });
}

/** 'en-US,en;q=0.9' -> true; 'zh-CN,zh;q=0.9,en;q=0.8' -> false: of the two languages the better liked one. */
export function prefersEnglish(acceptLanguage: string): boolean {
  const weights = { en: 0, zh: 0 };
  for (const item of acceptLanguage.toLowerCase().split(',')) {
    const [, language, quality = '1'] = /^\s*(en|zh)\b[^;]*(?:;\s*q\s*=\s*([\d.]+))?/.exec(item) ?? [];
    if (language === 'en' || language === 'zh') weights[language] = Math.max(weights[language], Number(quality) || 0);
  }
  return weights.en > weights.zh;
}

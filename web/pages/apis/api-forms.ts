import type { ApiForm } from './api-form.ts';
import { HUAWEICLOUD_FORM } from './huaweicloud-form.ts';
import { JDCLOUD_FORMS } from './jdcloud-forms.ts';
import { QCLOUD_FORM } from './qcloud-form.ts';

/** Every vendor's API; one more is a file beside these and a line here. */
export const API_FORMS: readonly ApiForm[] = [...JDCLOUD_FORMS, QCLOUD_FORM, HUAWEICLOUD_FORM];

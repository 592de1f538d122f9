import { weir } from '../../src/format/presets/weir.ts';

// What goes behind `log_format NAME` in nginx.conf to write each preset, as the presets' own comments say.
const LOG_FORMATS: Readonly<Record<string, string>> = {
  weir: weir.kind === 'nginx' ? weir.text.replace(/^log_format weir /, '').replace(/;$/, '') : '',
  'weir-json':
    `escape=json '{"time":"$time_iso8601","host":"$host","status":$status,"bytes":$bytes_sent,` +
    `"cache":"$upstream_cache_status","origin_bytes":"$upstream_bytes_received","duration":$request_time}'`,
};

export function presetText(name: string): string {
  return LOG_FORMATS[name]!;
}

import { describe, expect, test } from 'vitest';
import { listOf } from '../../src/config/read-list.ts';
import { findSameLiveServers, liveInput, type PlacedLiveInput } from '../../src/config/read-live-input.ts';
import { Reading } from '../../src/config/reading.ts';
import { readYamlTree } from '../../src/config/yaml-tree.ts';

/** What the items of a list mean, and the faults. */
function read(yaml: string): { inputs: readonly PlacedLiveInput[]; faults: readonly string[] } {
  const { root } = readYamlTree(yaml);
  const reading = new Reading({ SRS_PASSWORD: 's3cret' }, '/etc/weir');
  const inputs = listOf(liveInput, 'inputs')({ path: 'inputs', value: root! }, reading) ?? [];
  findSameLiveServers(inputs, reading);
  return { inputs, faults: reading.faults.map(({ line, message }) => `${line}: ${message}`) };
}

describe('inputs that poll live servers', () => {
  test('the two of the contract, with every default', () => {
    const { inputs, faults } = read(`
- { srs: "http://127.0.0.1:1985", domains: { "__defaultVhost__": play.live.com } }
- { nginx_rtmp: "http://127.0.0.1:8080/stat", domains: { live: Play.Live.com } }`);
    expect(faults).toEqual([]);
    const defaults = { everySeconds: 10, ceilingBps: 1e11 };
    expect(inputs.map(({ input }) => input)).toEqual([
      { kind: 'srs', url: 'http://127.0.0.1:1985', names: { __defaultVhost__: 'play.live.com' }, ...defaults },
      { kind: 'nginx_rtmp', url: 'http://127.0.0.1:8080/stat', names: { live: 'play.live.com' }, ...defaults },
    ]);
  });

  test('every key', () => {
    const { inputs, faults } = read(`
- srs: "http://admin:\${SRS_PASSWORD}@10.0.0.1:1985"
  every: 5s
  protocols: [rtmp, flv]
  ceiling: 10Gbps
  hooks: 127.0.0.1:1986
- node_media_server: "http://10.0.0.2:8000"`);
    expect(faults).toEqual([]);
    expect(inputs[0]!.input).toEqual({
      ...{ kind: 'srs', url: 'http://admin:s3cret@10.0.0.1:1985', names: {}, everySeconds: 5 },
      ...{ protocols: ['rtmp', 'flv'], ceilingBps: 1e10, hooks: { host: '127.0.0.1', port: 1986 } },
    });
    expect(inputs[1]!.input.kind).toBe('node_media_server');
  });

  test('all faults are told at once, at their places, and no address is shown', () => {
    const { faults } = read(`
- { srs: "ftp://u:s3cret@h", every: 0s, ceiling: 5, domains: { live: "a b" }, protocols: [RTMP] }
- { nginx_rtmp: "http://h/stat", hooks: 127.0.0.1:1 }
- { rtmp: "http://h" }
- { nginx_rtmp: "http://u@h/stat" }`);
    expect(faults).toEqual([
      '2: inputs[0].srs: a text was found, but an address such as http://127.0.0.1:1985 is expected',
      "2: inputs[0].protocols[0]: 'RTMP' is no protocol: a protocol such as rtmp, flv or hls is expected",
      expect.stringMatching(/^2: inputs\[0\]\.domains\.live: 'a…' is no domain/),
      expect.stringMatching(/^2: inputs\[0\]\.every: '0s' is out of range: 1s to 5m/),
      expect.stringMatching(/^2: inputs\[0\]\.ceiling: .*a bandwidth such as 100Mbps or 10Gbps/),
      expect.stringMatching(/^3: inputs\[1\]: the key 'hooks' is unknown: nginx_rtmp, domains/),
      '4: inputs[2]: one of srs, nginx_rtmp, node_media_server is missing',
      '5: inputs[3].nginx_rtmp: the input at line 3 polls the same server: it would count twice',
    ]);
    expect(faults.join()).not.toContain('s3cret');
  });
});

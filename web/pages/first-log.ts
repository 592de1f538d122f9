/** The part of weir.yaml that a first log needs. */
export const FIRST_CONFIG = `accounts:
  - id: acme
    time_zone: Asia/Shanghai
    domains:
      - { name: www.example.com }
      - { name: live.example.com, service: live }
    credentials:
      - { api: weir, token: "\${ACME_TOKEN}" }`;

/** The command for an edge node, with this server's address as the browser reached it. */
export function firstCommand(server: string): string {
  return `weir ingest /var/log/nginx/access.log --format combined-host --node edge-1 --server ${server} --token "$WEIR_INGEST_TOKEN"`;
}

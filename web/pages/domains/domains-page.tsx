export function DomainsPage() {
  return <p>domains</p>;
}

export function ApisPage() {
  return <p>apis</p>;
}

export function StreamsPage() {
  return <p>streams</p>;
}

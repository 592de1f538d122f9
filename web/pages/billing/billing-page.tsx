export function BillingPage() {
  return <p>billing</p>;
}

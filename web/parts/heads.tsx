/** The heads of a table's columns. */
export function Heads({ of }: { readonly of: readonly string[] }) {
  return (
    <>
      {of.map((head) => (
        <th key={head} scope="col">
          {head}
        </th>
      ))}
    </>
  );
}

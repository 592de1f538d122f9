interface TileProps {
  readonly label: string;
  readonly value: string;
  /** Every digit, for those who point at it. */
  readonly exact?: string;
  readonly note?: string | undefined;
  readonly change?: string;
  readonly changeLabel?: string;
  readonly testId: string;
}

/** One number, its name, and how it was before. */
export function Tile({ label, value, exact, note, change, changeLabel, testId }: TileProps) {
  return (
    <div class="tile" data-tile={testId}>
      <dt>{label}</dt>
      <dd>
        <span class="value" title={exact} data-exact={exact}>
          {value}
        </span>
        {note && <small>{note}</small>}
        {change && (
          <small class="change" title={changeLabel}>
            {change}
          </small>
        )}
      </dd>
    </div>
  );
}

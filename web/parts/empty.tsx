import type { ComponentChildren } from 'preact';

/** Nothing to show, and what to do about it. */
export function Empty({
  title,
  help,
  children,
}: {
  readonly title: string;
  readonly help?: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="card state" role="status">
      <h2>{title}</h2>
      {help && <p class="quiet">{help}</p>}
      {children && <div class="actions">{children}</div>}
    </div>
  );
}

import type { ComponentChildren } from 'preact';
import { useWeir } from '../state/context.ts';
import { type View, viewUrl } from '../state/view.ts';

interface PageLinkProps {
  readonly page: View['page'];
  readonly change?: Partial<View>;
  readonly current?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A link to another page with the same filters and range: a real address, so that it opens in a new tab too. */
export function PageLink({ page, change, current, class: className, children }: PageLinkProps) {
  const { view, go } = useWeir();
  const next = { ...view, search: '', ...change, page };
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(next);
  };
  return (
    <a href={viewUrl(next)} class={className} aria-current={current ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}

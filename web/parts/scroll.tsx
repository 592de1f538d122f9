import type { ComponentChildren } from 'preact';

/** Something wider or longer than its place; a keyboard scrolls it too. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
    <section class="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}

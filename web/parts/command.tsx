import { useRef, useState } from 'preact/hooks';
import { useWeir } from '../state/context.ts';
import { Scroll } from './scroll.tsx';

/** Something to paste into a shell. `command` may be made anew when it is copied: some work once. */
export function Command({
  title,
  command,
  onCopied,
}: {
  readonly title: string;
  readonly command: string;
  readonly onCopied?: () => void;
}) {
  const { text } = useWeir();
  const source = useRef<HTMLPreElement>(null);
  const [state, setState] = useState<'copy' | 'copied' | 'copyFailed'>('copy');
  const onClick = async () => {
    const isCopied = await copy(source.current!);
    setState(isCopied ? 'copied' : 'copyFailed');
    setTimeout(() => setState('copy'), 2000);
    if (isCopied) onCopied?.();
  };
  return (
    <div class="command">
      <div class="head">
        <h3>{title}</h3>
        <button type="button" onClick={onClick} aria-label={`${text.copy}: ${title}`}>
          <span aria-live="polite">{text[state]}</span>
        </button>
      </div>
      <Scroll label={title}>
        <pre ref={source}>{command}</pre>
      </Scroll>
    </div>
  );
}

/** The clipboard is only there on https and localhost; elsewhere the text is selected and the old way tried. */
async function copy(source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.textContent ?? '');
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    return document.execCommand('copy');
  }
}

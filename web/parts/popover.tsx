import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface PopoverProps {
  readonly label: string;
  readonly name: string;
  readonly isOn?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button and what it opens below itself. Escape, a click elsewhere or leaving with Tab closes it; the focus comes back. */
export function Popover({ label, name, isOn, children }: PopoverProps) {
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>('.sheet input, .sheet button')?.focus();
    const leave = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is for what is inside
    <div class="popover" ref={root} onKeyDown={(event) => event.key === 'Escape' && isOpen && close()}>
      <button
        type="button"
        ref={button}
        aria-expanded={isOpen}
        aria-controls={id}
        aria-pressed={isOn}
        onClick={() => setIsOpen(!isOpen)}
      >
        {label} <span aria-hidden="true">▾</span>
      </button>
      {isOpen && (
        <div class="sheet" id={id} role="dialog" aria-label={name}>
          {children(close)}
        </div>
      )}
    </div>
  );
}

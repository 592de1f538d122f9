import { useState } from 'preact/hooks';
import { useWeir } from '../state/context.ts';
import { filteredListings } from '../state/selection.ts';
import { Popover } from './popover.tsx';

const MOST_SHOWN = 200;

/** Any domains of those that the other filters leave. */
export function DomainPicker() {
  const { view, go, text, listings } = useWeir();
  const names = [...new Set(filteredListings(listings, view).map(({ domain }) => domain))];
  const { domains } = view;
  const label =
    domains.length === 0
      ? text.filters.allDomains(names.length)
      : domains.length === 1
        ? domains[0]!
        : text.filters.someDomains(domains.length);
  return (
    <Popover label={label} name={text.filters.domains} isOn={domains.length > 0}>
      {() => <Choice names={names} chosen={domains} choose={(next) => go({ domains: next }, { replace: true })} />}
    </Popover>
  );
}

interface ChoiceProps {
  readonly names: readonly string[];
  readonly chosen: readonly string[];
  readonly choose: (names: readonly string[]) => void;
}

function Choice({ names, chosen, choose }: ChoiceProps) {
  const { text } = useWeir();
  const [search, setSearch] = useState('');
  const found = names.filter((name) => name.includes(search.trim().toLowerCase()));
  const isChosen = new Set(chosen);
  const toggle = (name: string) =>
    choose(isChosen.has(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <>
      <input
        type="search"
        aria-label={text.filters.search}
        placeholder={text.filters.search}
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <ul class="checks">
        {found.slice(0, MOST_SHOWN).map((name) => (
          <li key={name}>
            <label>
              <input type="checkbox" checked={isChosen.has(name)} onChange={() => toggle(name)} />
              {name}
            </label>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="quiet small">{text.filters.noMatch}</p>}
      {found.length > MOST_SHOWN && <p class="quiet small">{text.filters.more(found.length - MOST_SHOWN)}</p>}
      {chosen.length > 0 && (
        <button type="button" onClick={() => choose([])}>
          {text.filters.clear}
        </button>
      )}
    </>
  );
}

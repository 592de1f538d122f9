import type { ComponentChildren } from 'preact';
import { useWeir } from '../state/context.ts';
import { spanOf, usableSteps } from '../state/span.ts';
import type { Step, View } from '../state/view.ts';
import { DomainPicker } from './domain-picker.tsx';
import { RangePicker } from './range-picker.tsx';
import { Segmented } from './segmented.tsx';

interface FiltersProps {
  /** Which of the choices this page has. */
  readonly has: {
    readonly domains?: boolean;
    readonly step?: boolean;
    readonly compare?: boolean;
    readonly service?: boolean;
  };
  readonly children?: ComponentChildren;
}

/** What is shown: the row of choices above a page. */
export function Filters({ has, children }: FiltersProps) {
  const { text, time } = useWeir();
  return (
    <section class="filters" aria-label={text.filters.label}>
      <div class="row">
        <RangePicker />
        <LiveSwitch />
      </div>
      <div class="row">
        <ProjectChoice />
        {has.service && <ServiceChoice />}
        {has.domains && <DomainPicker />}
        {has.step && <StepChoice />}
        <BaseChoice />
        {has.compare && <CompareSwitch />}
        <span class="quiet small zone">{text.filters.zone(time.zone)}</span>
        {children}
      </div>
    </section>
  );
}

function ProjectChoice() {
  const { view, go, text, session } = useWeir();
  const account =
    session.accounts.find(({ id }) => id === view.account) ??
    (session.accounts.length === 1 ? session.accounts[0] : undefined);
  if (!account || account.projects.length < 2) return null;
  return (
    <select
      aria-label={text.filters.project}
      value={view.project ?? ''}
      onChange={({ currentTarget: { value } }) => go({ project: value === '' ? null : Number(value), domains: [] })}
    >
      <option value="">{text.filters.allProjects}</option>
      {account.projects.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

function ServiceChoice() {
  const { view, go, text, listings } = useWeir();
  if (!listings.some(({ service }) => service === 'live')) return null;
  const options = (['all', 'cdn', 'live'] as const).map((value) => ({ value, label: text.filters[value] }));
  return (
    <Segmented
      label={text.filters.service}
      value={view.service}
      options={options}
      onChange={(service) => go({ service, domains: [] })}
    />
  );
}

function StepChoice() {
  const { view, go, text, now } = useWeir();
  const span = spanOf({ range: view.range, step: 'auto' }, now());
  const steps = usableSteps(span.end - span.start);
  return (
    <select
      aria-label={text.filters.step}
      value={view.step}
      onChange={(event) => go({ step: event.currentTarget.value as View['step'] })}
    >
      <option value="auto">{text.filters.auto(text.filters.steps[span.step])}</option>
      {steps.map((step: Step) => (
        <option key={step} value={step}>
          {text.filters.steps[step]}
        </option>
      ))}
    </select>
  );
}

export function BaseChoice() {
  const { view, go, text } = useWeir();
  return (
    <select
      aria-label={text.filters.base}
      value={String(view.base)}
      onChange={(event) => go({ base: event.currentTarget.value === '1024' ? 1024 : 1000 })}
    >
      <option value="1000">{text.filters.base1000}</option>
      <option value="1024">{text.filters.base1024}</option>
    </select>
  );
}

function CompareSwitch() {
  const { view, go, text } = useWeir();
  return (
    <label class="check" title={text.filters.compareHelp}>
      <input type="checkbox" checked={view.compares} onChange={() => go({ compares: !view.compares })} />
      {text.filters.compare}
    </label>
  );
}

function LiveSwitch() {
  const { view, go, text } = useWeir();
  if (view.range.kind === 'between') return null;
  return (
    <button
      type="button"
      class="live"
      aria-pressed={view.isLive}
      title={text.filters.liveLabel}
      onClick={() => go({ isLive: !view.isLive }, { replace: true })}
    >
      <i aria-hidden="true" /> {view.isLive ? text.filters.live_on : text.filters.live_off}
    </button>
  );
}

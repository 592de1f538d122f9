import { Command } from '../parts/command.tsx';
import { useWeir } from '../state/context.ts';
import { FIRST_CONFIG, firstCommand } from './first-log.ts';

/** Instead of empty charts: how the first log gets here. It goes away by itself. */
export function FirstRun() {
  const { text } = useWeir();
  const { first } = text;
  return (
    <div class="card first-run">
      <h1>{first.title}</h1>
      <p class="quiet">{first.intro}</p>
      <ol>
        <li>
          <Command title={first.steps[0]!} command={FIRST_CONFIG} />
        </li>
        <li>
          <Command title={first.steps[1]!} command={firstCommand(location.origin)} />
        </li>
        <li>
          <h3>{first.steps[2]}</h3>
          <p class="quiet" role="status">
            {first.waiting} …
          </p>
        </li>
      </ol>
    </div>
  );
}

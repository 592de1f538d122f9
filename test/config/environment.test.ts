// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the notation of the config itself

import { expect, test } from 'vitest';
import { expandVariables } from '../../src/config/environment.ts';

const cases: [name: string, text: string, expected: string][] = [
  ['a text without variables stays', 'a $b $ } { $$', 'a $b $ } { $$'],
  ['a variable is replaced', '${A}', 'one'],
  ['several are replaced, side by side', 'x${A}${B_2}y', 'xonetwoy'],
  ['a doubled dollar keeps the characters', '$${A}', '${A}'],
  ['a doubled dollar keeps what is no name, too', '$${a b}', '${a b}'],
  ['a value is not looked into', '${NESTED}', '${A}'],
];

const env = { A: 'one', B_2: 'two', NESTED: '${A}', EMPTY: '' };

test.each(cases)('%s', (_name, text, expected) => {
  expect(expandVariables(text, env)).toEqual({ ok: true, text: expected });
});

test('every variable that is missing or empty is told once, by its name', () => {
  expect(expandVariables('${NO} ${EMPTY} ${NO} ${A}', env)).toEqual({
    ok: false,
    problems: ['the environment variable NO is not set', 'the environment variable EMPTY is empty'],
  });
});

test('what every object has is no variable', () => {
  expect(expandVariables('${constructor}${__proto__}', env)).toMatchObject({ ok: false });
});

test.each(['${', '${}', '${a-b}', '${A:-x}', '${1}'])('%s begins no variable, and the way out is told', (text) => {
  const expansion = expandVariables(text, env);
  expect(expansion.ok ? '' : expansion.problems.join()).toContain('$${');
});

import Type from 'typebox';
import { UsageParameters } from './usage-parameters.ts';

export const MAX_STREAMS = 1000;
export const DEFAULT_STREAMS = 20;

const { start, end, step, time_zone } = UsageParameters.properties;

/** What `GET /weir/v1/streams` takes. */
export const StreamsParameters = Type.Object({
  domain: Type.String({ minLength: 1, examples: ['play.live.com'], description: 'A live domain.' }),
  start,
  end,
  limit: Type.Optional(
    Type.String({
      pattern: '^([1-9]\\d{0,2}|1000)$',
      examples: ['20', '1000'],
      description: `How many streams, 1 to ${MAX_STREAMS}, those with the most bytes. Default: ${DEFAULT_STREAMS}.`,
    }),
  ),
  app: Type.Optional(
    Type.String({ examples: ['live'], description: 'A series of this application’s streams, instead of a list.' }),
  ),
  stream: Type.Optional(
    Type.String({ examples: ['t1'], description: 'A series of this stream of the application, which must be given.' }),
  ),
  step,
  time_zone,
});

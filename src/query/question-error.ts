/** A parameter that cannot be used: which, what was given, what would be accepted. */
export class QuestionError extends Error {
  readonly parameter: string;
  constructor(parameter: string, message: string) {
    super(`${parameter}: ${message}`);
    this.name = 'QuestionError';
    this.parameter = parameter;
  }
}

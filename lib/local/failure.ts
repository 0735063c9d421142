/** Something on this machine is in the way; the message is one line and says what to do. */
export class LocalStackError extends Error {
  override readonly name = 'LocalStackError';
  /** Where the details are, when a program of ours wrote a log. */
  readonly logFile: string | undefined;

  constructor(message: string, logFile?: string) {
    super(message);
    this.logFile = logFile;
  }
}

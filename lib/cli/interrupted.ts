/** The person gave up at a prompt: exit code 130, and nothing more is said. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

import { parseString } from '../ast/parse-string.ts';
import type { EnvironmentDiagnostic } from '../diagnostic.ts';
import type { ObjectNode, Problem, StringNode, SyntaxNode } from '../syntax/node.ts';
import { readYaml } from '../syntax/read-yaml.ts';
import { mapSource, placeOf } from '../syntax/source-map.ts';
import { decodeEnvelope, encodeEnvelope } from './envelope.ts';
import { escapeDollars } from './escape-dollars.ts';
import { ciphertextAt, plaintextAt, type Replacement, replaceAll } from './replace-text.ts';

/** A document with its secrets rewritten; with diagnostics it is the text as it was. */
export interface RewrittenDocument {
  readonly text: string;
  readonly diagnostics: readonly EnvironmentDiagnostic[];
}

/** Replaces `fn::secret: text` by `fn::secret: {ciphertext: …}` everywhere; nothing else of the text changes. */
export async function encryptSecrets(
  text: string,
  encrypt: (plaintext: string) => Promise<Uint8Array>,
  { name = '' }: { readonly name?: string } = {},
): Promise<RewrittenDocument> {
  return rewrite(text, name, (root) =>
    findSecrets(root).flatMap((secret) => {
      const [entry] = secret.entries;
      if (entry?.value.kind !== 'string') return [];
      const plaintext = literalOf(entry.value);
      return async () => ciphertextAt(text, secret, encodeEnvelope(await encrypt(plaintext)));
    }),
  );
}

/** Replaces `fn::secret: {ciphertext: …}` below `values` by the text itself; nothing else of the text changes. */
export async function decryptSecrets(
  text: string,
  decrypt: (ciphertext: Uint8Array) => Promise<string>,
  { name = '' }: { readonly name?: string } = {},
): Promise<RewrittenDocument> {
  return rewrite(text, name, (root, problems) => {
    const values = root.kind === 'object' ? root.entries.filter(({ key }) => key.value === 'values') : [];
    return values
      .flatMap(({ value }) => findSecrets(value))
      .flatMap((secret) => {
        const envelope = envelopeOf(secret);
        if (envelope === undefined) return [];
        const opened = decodeEnvelope(envelope.value);
        if ('ciphertext' in opened) {
          return async () => plaintextAt(text, secret, escapeDollars(await decrypt(opened.ciphertext)));
        }
        const summary = `invalid ciphertext: ${opened.wrong}`;
        problems.push({ severity: 'error', offset: envelope.start, summary });
        return [];
      });
  });
}

/** The cipher bytes of every secret that a document holds encrypted; damaged ones are left out. */
export function ciphertextsOf(text: string): readonly Uint8Array[] {
  const { root } = readYaml(text);
  return (root === undefined ? [] : findSecrets(root)).flatMap((secret) => {
    const opened = decodeEnvelope(envelopeOf(secret)?.value ?? '');
    return 'ciphertext' in opened ? [opened.ciphertext] : [];
  });
}

async function rewrite(
  text: string,
  environment: string,
  plan: (root: SyntaxNode, problems: Problem[]) => readonly (() => Promise<Replacement>)[],
): Promise<RewrittenDocument> {
  const { root, problems } = readYaml(text);
  const found = [...problems];
  const work = root === undefined || found.length > 0 ? [] : plan(root, found);
  if (found.length > 0) {
    const source = mapSource(text);
    const diagnostics = found.map(({ severity, offset, summary }) => {
      const { line, column } = placeOf(source, offset);
      return { severity, environment, line, column, summary };
    });
    return { text, diagnostics };
  }
  return { text: replaceAll(text, await Promise.all(work.map((replace) => replace()))), diagnostics: [] };
}

function findSecrets(node: SyntaxNode): readonly ObjectNode[] {
  if (node.kind === 'array') return node.elements.flatMap(findSecrets);
  if (node.kind !== 'object') return [];
  const [entry] = node.entries;
  if (node.entries.length === 1 && entry?.key.value === 'fn::secret') return [node];
  return node.entries.flatMap(({ value }) => findSecrets(value));
}

function envelopeOf(secret: ObjectNode): StringNode | undefined {
  const argument = secret.entries[0]?.value;
  if (argument?.kind !== 'object' || argument.entries.length !== 1) return undefined;
  const [entry] = argument.entries;
  return entry?.key.value === 'ciphertext' && entry.value.kind === 'string' ? entry.value : undefined;
}

/** What opening would give: `$$` stands for `$`. A text that would interpolate is taken as it is. */
function literalOf(node: StringNode): string {
  const expression = parseString(node, []);
  return expression.kind === 'string' ? expression.value : node.value;
}

/**
 * A pure evaluator of Pulumi ESC environments: no I/O, no clock. Loading documents, calling providers and decrypting
 * are functions that the host passes in.
 *
 *   const { document, diagnostics } = parseEnvironment(text, { name: 'ops/backup' });
 *   const opened = await openEnvironment({ name: 'ops/backup', document, diagnostics, load, providers, mode: 'open' });
 *   if (!hasErrors(opened.diagnostics)) for (const { name, text } of environmentVariables(opened.value)) …
 *
 * A document is plain JSON data: parse it at deploy time, store it, and evaluate it where there is no YAML parser. What
 * imports only `openEnvironment` and the projections bundles without the `yaml` package.
 */
export type { EnvironmentDocument } from './ast/document.ts';
export { type ParsedEnvironment, parseEnvironment } from './ast/parse-environment.ts';
export { type EnvironmentDiagnostic, hasErrors, sortDiagnostics } from './diagnostic.ts';
export { type Draft, holdsSecret, readDraft, readText, secretDraft, textDraft } from './editing/draft.ts';
export {
  definitionAt,
  type EditedDocument,
  type EditRequest,
  removeValue,
  setValue,
} from './editing/edit-document.ts';
export type { LoadEnvironment } from './evaluation/load-closure.ts';
export { toPlain } from './evaluation/plain.ts';
export {
  isSecretValue,
  type PlainValue,
  type Provider,
  type ProviderCall,
  type Rotator,
  type SecretValue,
  secret,
} from './evaluation/provider.ts';
export type { EvaluationOptions } from './evaluation/session.ts';
export { type OpenedEnvironment, type OpenRequest, openEnvironment } from './open-environment.ts';
export { type ExplainedLayer, explain } from './projection/explain.ts';
export { lookUp, type PathStep, parsePropertyPath } from './projection/property-path.ts';
export { readDetailedProperties } from './projection/read-detailed.ts';
export {
  type Assignment,
  isShellName,
  renderDotenv,
  renderShell,
  renderText,
  renderValue,
  type ValueFormat,
  valueFormats,
} from './projection/render.ts';
export {
  environmentVariables,
  files,
  type Projected,
  unsetVariables,
  type VariableOptions,
} from './projection/variables.ts';
export type { NumberText, Schema, SchemaObject, SchemaType } from './schema/schema.ts';
export { decodeEnvelope, encodeEnvelope } from './secrets/envelope.ts';
export { ciphertextsOf, decryptSecrets, encryptSecrets, type RewrittenDocument } from './secrets/rewrite.ts';
export { encodeUtf8 as fileBytes } from './text/utf8.ts';
export { ValueTooLarge } from './values/coerce.ts';
export type { Value } from './values/value.ts';

import type { EnvironmentDocument } from '../ast/document.ts';
import type { Expression } from '../ast/expression.ts';
import { goQuote } from '../text/go-quote.ts';
import { layOn } from '../values/merge.ts';
import { type Definition, objectValue, type Value } from '../values/value.ts';
import { type Cell, declare, declareProperty, reportAt, type Scope } from './cell.ts';
import { fromPlain } from './plain.ts';
import { isSecretValue, type PlainValue } from './provider.ts';
import type { ImportRequest, Session } from './session.ts';

/** An anonymous environment; the first named one below it stands in for it as the root. */
const ANONYMOUS = '<yaml>';
const reservedKeys: readonly string[] = ['imports', 'context', 'environments'];
/** Imports within imports, counted together with evaluations within evaluations. */
const MAX_IMPORT_DEPTH = 400;
const NOWHERE: Expression = { kind: 'missing', start: 0, end: 0 };

export interface EnvironmentToEvaluate {
  /** The name it was asked for by. */
  readonly declaredName: string;
  /** The name it goes by in diagnostics and in `context`. */
  readonly name: string;
  readonly document: EnvironmentDocument;
  /** The root so far; undefined for the root itself. */
  readonly rootEnvironment: string | undefined;
}

/** Evaluates one environment over its imports. References inside reach its own merged values and nothing else. */
export function evaluateEnvironment(session: Session<Cell>, environment: EnvironmentToEvaluate): Value {
  const { declaredName, name, document, rootEnvironment: above } = environment;
  const entry: { value: Value | undefined } = { value: undefined };
  session.environments.set(declaredName, entry);
  const rootEnvironment = above === undefined || above === ANONYMOUS || above === '' ? name : above;
  const definition: Definition = {
    scope: { environment: name, source: document.source },
    expression: NOWHERE,
  };
  const context = contextValue(session.context, { definition, name, rootEnvironment });
  const partial = { environment: name, source: document.source, session, rootEnvironment, context };
  const { imports, base } = evaluateImports(document, partial);
  const scope: Scope = {
    ...partial,
    isRoot: above === undefined,
    imports: objectValue(definition, imports),
    root: undefined,
  };
  const root = declareRoot(scope, document, base);
  scope.root = root;
  entry.value = session.evaluate(root);
  return entry.value;
}

function declareRoot(scope: Scope, document: EnvironmentDocument, base: Value | undefined): Cell {
  const expression: Expression = { kind: 'object', entries: [], start: 0, end: 0 };
  const root = declare(scope, expression, { parent: undefined, step: '', base });
  for (const property of document.values) {
    if (reservedKeys.includes(property.key)) {
      reportAt(scope, property.keyStart, `${goQuote(property.key)} is a reserved key`);
    } else declareProperty(root, property);
  }
  return root;
}

type Importer = Pick<Scope, 'environment' | 'source' | 'session' | 'rootEnvironment'>;

/** Later imports lie over earlier ones. What cannot be imported is reported and left out. */
function evaluateImports(
  document: EnvironmentDocument,
  importer: Importer,
): { imports: ReadonlyMap<string, Value>; base: Value | undefined } {
  const imports = new Map<string, Value>();
  let base: Value | undefined;
  for (const { name, start, merge } of document.imports) {
    const value = importer.session.importEnvironment({
      name,
      by: importer,
      report: (summary) => reportAt(importer, start, summary),
    });
    if (value === undefined) continue;
    imports.set(name, value);
    if (merge) base = layOn(value, base);
  }
  return { imports, base };
}

/** Evaluates an imported environment, or gives what it came to before. */
export function importEnvironment(
  session: Session<Cell>,
  { name, by, report }: ImportRequest,
): Value | undefined {
  const known = session.environments.get(name);
  if (known !== undefined) {
    if (known.value === undefined) report(`cyclic import of ${name}`);
    return known.value;
  }
  const loaded = session.documents.get(name) ?? { kind: 'failed', summary: `environment not found: ${name}` };
  if (loaded.kind === 'failed') {
    report(loaded.summary);
    return undefined;
  }
  if (session.depth >= MAX_IMPORT_DEPTH) {
    report('imports are nested too deeply');
    return undefined;
  }
  session.diagnostics.push(...loaded.diagnostics);
  if (loaded.document === undefined || loaded.diagnostics.some(({ severity }) => severity === 'error'))
    return undefined;
  session.depth += 1;
  const value = evaluateEnvironment(session, {
    declaredName: name,
    name: loaded.name,
    document: loaded.document,
    rootEnvironment: by.rootEnvironment,
  });
  session.depth -= 1;
  return value;
}

function contextValue(
  context: PlainValue,
  where: { readonly definition: Definition; readonly name: string; readonly rootEnvironment: string },
): Value {
  const given = typeof context === 'object' && context !== null && !Array.isArray(context) ? context : {};
  const all: PlainValue = {
    ...(isSecretValue(given) ? {} : given),
    currentEnvironment: { name: where.name },
    rootEnvironment: { name: where.rootEnvironment },
  };
  return fromPlain(all, where.definition);
}

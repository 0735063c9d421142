import type { SourceMap } from '../syntax/source-map.ts';
import type { PropertyExpression } from './expression.ts';

/** A parsed environment. Plain data: it survives JSON.stringify and JSON.parse and is evaluated without a YAML parser. */
export interface EnvironmentDocument {
  readonly version: 1;
  readonly imports: readonly ImportDeclaration[];
  readonly values: readonly PropertyExpression[];
  /** Names of environments that `${environments.project.name…}` refers to. */
  readonly references: readonly string[];
  readonly source: SourceMap;
}

export interface ImportDeclaration {
  readonly name: string;
  readonly start: number;
  /** False: reachable by `${imports.name…}` only. */
  readonly merge: boolean;
}

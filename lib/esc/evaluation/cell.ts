import type { Expression, PropertyExpression } from '../ast/expression.ts';
import type { SourceMap } from '../syntax/source-map.ts';
import { placeOf } from '../syntax/source-map.ts';
import { goQuote } from '../text/go-quote.ts';
import { propertyOf } from '../values/merge.ts';
import type { Value } from '../values/value.ts';
import type { Session } from './session.ts';

/** An environment under evaluation: what references in its document reach. */
export interface Scope {
  readonly environment: string;
  readonly source: SourceMap;
  readonly session: Session<Cell>;
  /** The opened environment, as `context.rootEnvironment` tells it. */
  readonly rootEnvironment: string;
  readonly isRoot: boolean;
  readonly context: Value;
  readonly imports: Value;
  /** Undefined only while it is being declared. */
  root: Cell | undefined;
}

/** An expression at its place in an environment, evaluated at most once. */
export interface Cell {
  readonly scope: Scope;
  readonly expression: Expression;
  /** The imported value that this one overrides. */
  readonly base: Value | undefined;
  readonly parent: Cell | undefined;
  readonly step: string | number;
  readonly isSecret: boolean;
  /** Not read, since only a rotation would need it. */
  isSkipped: boolean;
  isEvaluating: boolean;
  result: CellResult | undefined;
  readonly properties: Map<string, Cell>;
  readonly elements: readonly Cell[];
}

export interface CellResult {
  /** Without its base: what the parent object holds. */
  readonly own: Value;
  readonly value: Value;
}

const NO_PROPERTIES: Map<string, Cell> = new Map();
const NO_ELEMENTS: Cell[] = [];

interface Placement {
  readonly parent: Cell | undefined;
  readonly step: string | number;
  readonly base: Value | undefined;
  readonly isSecret?: boolean;
}

/** Makes the cells of an expression and of everything in it; duplicate keys are reported here. */
export function declare(scope: Scope, expression: Expression, placement: Placement): Cell {
  const { parent, step, base, isSecret = false } = placement;
  const isContainer = expression.kind === 'object' || expression.kind === 'call';
  const elements: Cell[] = expression.kind === 'array' ? [] : NO_ELEMENTS;
  const cell: Cell = {
    scope,
    expression,
    base,
    parent,
    step,
    isSecret,
    isSkipped: false,
    isEvaluating: false,
    result: undefined,
    properties: isContainer ? new Map() : NO_PROPERTIES,
    elements,
  };
  if (expression.kind === 'object') {
    for (const entry of expression.entries) declareProperty(cell, entry);
  } else if (expression.kind === 'array') {
    expression.elements.forEach((element, index) => {
      elements.push(declare(scope, element, { parent: cell, step: index, base: undefined }));
    });
  } else if (expression.kind === 'call') {
    const operandsAreSecret = expression.builtin === 'secret';
    for (const [role, operand] of Object.entries(expression.operands)) {
      const placed = { parent: undefined, step: '', base: undefined, isSecret: operandsAreSecret };
      cell.properties.set(role, declare(scope, operand, placed));
    }
  }
  return cell;
}

/** Declares one property of an object cell over what the cell's base has there. */
export function declareProperty(cell: Cell, { key, keyStart, value }: PropertyExpression): void {
  if (cell.properties.has(key)) {
    reportAt(cell.scope, keyStart, `duplicate key ${goQuote(key)}`);
    return;
  }
  const base = cell.base === undefined ? undefined : propertyOf(cell.base, key);
  cell.properties.set(key, declare(cell.scope, value, { parent: cell, step: key, base }));
}

/** Where a cell stands among the values, such as `a.b[0]`. */
export function pathOf(cell: Cell): string {
  const { parent, step } = cell;
  if (parent === undefined) return '';
  if (parent.parent === undefined && parent === cell.scope.root) return String(step);
  const above = pathOf(parent);
  if (typeof step === 'number') return `${above}[${step}]`;
  if (step === '') return above;
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(step)) return above === '' ? step : `${above}.${step}`;
  return `${above}["${step.replaceAll('"', '\\"')}"]`;
}

interface ReportOptions {
  readonly shift?: number;
  readonly severity?: 'error' | 'warning';
}

/** Reports a mistake at a cell, a number of columns to the right of its start. */
export function report(
  cell: {
    readonly scope: Pick<Scope, 'environment' | 'source' | 'session'>;
    readonly expression: Expression;
  },
  summary: string,
  { shift = 0, severity = 'error' }: ReportOptions = {},
): void {
  reportAt(cell.scope, cell.expression.start, summary, { shift, severity });
}

/** Reports a mistake at an offset of a document. */
export function reportAt(
  scope: Pick<Scope, 'environment' | 'source' | 'session'>,
  offset: number,
  summary: string,
  { shift = 0, severity = 'error' }: ReportOptions = {},
): void {
  const { line, column } = placeOf(scope.source, offset);
  const { environment } = scope;
  scope.session.diagnostics.push({ severity, environment, line, column: column + shift, summary });
}

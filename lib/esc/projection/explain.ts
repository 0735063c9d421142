import { placeOf } from '../syntax/source-map.ts';
import type { Value } from '../values/value.ts';

/** One layer of a value: the place that defines it, first the one that wins. */
export interface ExplainedLayer {
  readonly environment: string;
  readonly line: number;
  readonly column: number;
  readonly kind: Value['kind'];
  readonly secret: boolean;
  readonly final: boolean;
}

/** Which places define a value: the winning one first, then what it overrides. */
export function explain(value: Value): readonly ExplainedLayer[] {
  const layers: ExplainedLayer[] = [];
  for (let layer: Value | undefined = value; layer !== undefined; layer = layer.base) {
    const { environment, source } = layer.definition.scope;
    const { line, column } = placeOf(source, layer.definition.expression.start);
    layers.push({ environment, line, column, kind: layer.kind, secret: layer.secret, final: layer.final });
  }
  return layers;
}

export const OPERATORS = ['+', '-', '*', '/', '^', '==', '!=', '<', '<=', '>', '>=', 'AND', 'OR'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A metric math expression as a tree (CloudWatch User Guide, "Using metric math"). */
export type MathNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'keyword'; readonly name: string }
  | { readonly kind: 'negate'; readonly operand: MathNode }
  | {
      readonly kind: 'binary';
      readonly operator: Operator;
      readonly left: MathNode;
      readonly right: MathNode;
    }
  | { readonly kind: 'array'; readonly items: readonly MathNode[] }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly MathNode[] };

/** Ids that the tree refers to, each once; `all` when METRICS() refers to every metric of the request. */
export function findReferences(node: MathNode): { readonly ids: ReadonlySet<string>; readonly all: boolean } {
  const ids = new Set<string>();
  let all = false;
  const visit = (current: MathNode): void => {
    if (current.kind === 'id') ids.add(current.id);
    if (current.kind === 'call' && current.name === 'METRICS') all = true;
    for (const child of childrenOf(current)) visit(child);
  };
  visit(node);
  return { ids, all };
}

/** Names of the functions that the tree calls. */
export function findFunctions(node: MathNode): readonly string[] {
  const own = node.kind === 'call' ? [node.name] : [];
  return [...own, ...childrenOf(node).flatMap(findFunctions)];
}

function childrenOf(node: MathNode): readonly MathNode[] {
  switch (node.kind) {
    case 'negate':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'array':
      return node.items;
    case 'call':
      return node.arguments;
    case 'number':
    case 'text':
    case 'id':
    case 'keyword':
      return [];
  }
}

/** A place in the tree of all texts: the bytes on the way to it are the beginning of at least one. */
interface Node {
  readonly next: Map<number, Node>;
  readonly depth: number;
  fail: Node | undefined;
  /** Length of the longest text that ends here; 0 for none. */
  longest: number;
}

export interface Redactor {
  /** What may be shown after this chunk. */
  readonly push: (chunk: Uint8Array) => Buffer;
  /** What was held back when the stream ends: no text is complete in it. */
  readonly end: () => Buffer;
}

export const replacement = '[secret]';

/**
 * A redactor of one stream: finds many texts at once (Aho and Corasick), however the stream is cut into chunks. Bytes
 * are held back only while they may still be the beginning of a text. Texts that overlap are replaced as one, so
 * that no end of the second remains.
 */
export function createRedactor(patterns: readonly Uint8Array[]): Redactor {
  const root = buildTree(patterns);
  let state = root;
  let held = Buffer.alloc(0);
  /** Stretches of `held` that are secret, in order, apart from each other. */
  let found: Stretch[] = [];
  return {
    push: (chunk) => {
      const bytes = Buffer.concat([held, chunk]);
      for (let at = held.length; at < bytes.length; at += 1) {
        state = step(state, bytes[at] ?? 0, root);
        if (state.longest > 0) found = addStretch(found, { from: at + 1 - state.longest, to: at + 1 });
        // Nothing longer begins with a text that ends the tree, so it need not be held back.
        if (state.next.size === 0) state = state.fail ?? root;
      }
      const safe = bytes.length - state.depth;
      const cut = cutAt(found, safe);
      const shown = replaceStretches(bytes.subarray(0, cut), found);
      held = Buffer.from(bytes.subarray(cut));
      found = found.filter(({ to }) => to > cut).map(({ from, to }) => ({ from: from - cut, to: to - cut }));
      return shown;
    },
    end: () => {
      const shown = replaceStretches(held, found);
      held = Buffer.alloc(0);
      found = [];
      state = root;
      return shown;
    },
  };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function buildTree(patterns: readonly Uint8Array[]): Node {
  const root: Node = { next: new Map(), depth: 0, fail: undefined, longest: 0 };
  for (const pattern of patterns) {
    let node = root;
    for (const byte of pattern) node = childOf(node, byte);
    node.longest = pattern.length;
  }
  const queue: Node[] = [root];
  for (const node of queue) {
    for (const [byte, child] of node.next) {
      child.fail = node === root ? root : step(node.fail ?? root, byte, root);
      child.longest = Math.max(child.longest, child.fail.longest);
      queue.push(child);
    }
  }
  return root;
}

function childOf(node: Node, byte: number): Node {
  const known = node.next.get(byte);
  if (known !== undefined) return known;
  const child: Node = { next: new Map(), depth: node.depth + 1, fail: undefined, longest: 0 };
  node.next.set(byte, child);
  return child;
}

function step(from: Node, byte: number, root: Node): Node {
  for (let node: Node | undefined = from; node !== undefined; node = node.fail) {
    const next = node.next.get(byte);
    if (next !== undefined) return next;
  }
  return root;
}

function addStretch(found: readonly Stretch[], added: Stretch): Stretch[] {
  const apart = found.filter(({ to }) => to <= added.from);
  const [first] = found.slice(apart.length);
  return [...apart, { from: Math.min(first?.from ?? added.from, added.from), to: added.to }];
}

/** Up to where bytes may be shown: not into a stretch that may still grow. */
function cutAt(found: readonly Stretch[], safe: number): number {
  const crossing = found.find(({ from, to }) => from < safe && to > safe);
  return crossing?.from ?? safe;
}

function replaceStretches(bytes: Buffer, found: readonly Stretch[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const { from, to } of found) {
    if (to > bytes.length) break;
    parts.push(bytes.subarray(at, from), Buffer.from(replacement));
    at = to;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}

/** A located piece of YAML, its scalars resolved. `start` and `end` are offsets in the text. */
export type SyntaxNode = ScalarNode | ArrayNode | ObjectNode;

interface Located {
  readonly start: number;
  readonly end: number;
}

export type ScalarNode =
  | ({ readonly kind: 'null' } & Located)
  | ({ readonly kind: 'boolean'; readonly value: boolean } & Located)
  | ({ readonly kind: 'number'; readonly text: string } & Located)
  | StringNode;

export interface StringNode extends Located {
  readonly kind: 'string';
  readonly value: string;
  /** Written without quotes, tag or block: only then can a place inside the string be pointed at. */
  readonly isPlain: boolean;
}

export interface ArrayNode extends Located {
  readonly kind: 'array';
  readonly elements: readonly SyntaxNode[];
}

export interface ObjectNode extends Located {
  readonly kind: 'object';
  readonly entries: readonly ObjectEntry[];
  /** Written in braces. */
  readonly isFlow: boolean;
}

export interface ObjectEntry {
  readonly key: StringNode;
  readonly value: SyntaxNode;
}

/** What is wrong at an offset; the document's name and line are added where they are known. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly offset: number;
  /** Columns to the right of the offset. */
  readonly shift?: number;
  readonly summary: string;
}

/** What came of reading a YAML text. */
export interface YamlReading {
  /** Nothing where the text holds no document. */
  readonly root: SyntaxNode | undefined;
  readonly problems: readonly Problem[];
}

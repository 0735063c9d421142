import { Composer, type CST, Parser } from 'yaml';
import { convertNode } from './convert-node.ts';
import type { Problem, YamlReading } from './node.ts';
import { readTokens } from './read-tokens.ts';

/** Larger documents are refused before they are read: the parser's memory grows with the text. */
const MAX_CHARACTERS = 4_000_000;
/** Deeper brackets are refused before they are read: the parser recurses. */
const MAX_BRACKETS = 10_000;
const TOO_DEEP = 'the document is nested too deeply';

/** Reads the first document of a YAML text; aliases, keys that are not strings and wrong syntax are problems. */
export function readYaml(text: string): YamlReading {
  const tooMuch = refuse(text);
  if (tooMuch !== undefined) return { root: undefined, problems: [tooMuch] };
  const { document, tokens } = firstDocument(text);
  const problems: Problem[] = [];
  const root = document && readTokens(document, problems);
  return root === undefined ? composeDocument(tokens, text) : { root, problems };
}

interface FirstDocument {
  /** Missing where something before or behind it is not plain. */
  readonly document: CST.Document | undefined;
  /** All that was read, and what is still to be read: lexer and parser are lazy. */
  readonly tokens: Iterable<CST.Token>;
}

/** Nothing behind the first document is looked at. */
function firstDocument(text: string): FirstDocument {
  const rest = new Parser().parse(text);
  const read: CST.Token[] = [];
  let document: CST.Document | undefined;
  let isPlain = true;
  for (let next = rest.next(); !next.done && isPlain; next = rest.next()) {
    const token: CST.Token = next.value;
    read.push(token);
    if (document !== undefined && (token.type === 'document' || token.type === 'doc-end')) break;
    if (token.type === 'document') document = token;
    else isPlain = token.type === 'comment' || token.type === 'newline' || token.type === 'space';
  }
  return { document: isPlain ? document : undefined, tokens: chain(read, rest) };
}

function* chain(first: readonly CST.Token[], rest: Iterable<CST.Token>): Iterable<CST.Token> {
  yield* first;
  yield* rest;
}

/** The YAML package's own composing, which knows all of YAML. */
function composeDocument(tokens: Iterable<CST.Token>, text: string): YamlReading {
  const composer = new Composer({
    schema: 'failsafe',
    resolveKnownTags: false,
    merge: false,
    uniqueKeys: false,
    keepSourceTokens: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document] = composer.compose(tokens);
  if (document === undefined) return { root: undefined, problems: [] };
  const [error] = document.errors.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED');
  if (error !== undefined) {
    const summary = error.code === 'RESOURCE_EXHAUSTION' ? TOO_DEEP : `yaml: ${error.message}`;
    return { root: undefined, problems: [problem(error.pos[0], summary)] };
  }
  return document.contents === null
    ? { root: undefined, problems: [] }
    : convertNode(document.contents, text);
}

function refuse(text: string): Problem | undefined {
  if (text.length > MAX_CHARACTERS) {
    return problem(0, `the document is too large: ${text.length} characters, at most ${MAX_CHARACTERS}`);
  }
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x5b || code === 0x7b) depth += 1;
    else if (code === 0x5d || code === 0x7d) depth -= 1;
    if (depth > MAX_BRACKETS) return problem(offset, TOO_DEEP);
  }
  return undefined;
}

function problem(offset: number, summary: string): Problem {
  return { severity: 'error', offset, summary };
}

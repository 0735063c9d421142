import { Composer, type Document, Parser } from 'yaml';
import { convertNode } from './convert-node.ts';
import type { Problem, YamlReading } from './node.ts';

/** Larger documents are refused before they are read: the parser's memory grows with the text. */
const MAX_CHARACTERS = 4_000_000;
/** Deeper brackets are refused before they are read: the parser recurses. */
const MAX_BRACKETS = 10_000;
const TOO_DEEP = 'the document is nested too deeply';

/** Reads the first document of a YAML text; aliases, keys that are not strings and wrong syntax are problems. */
export function readYaml(text: string): YamlReading {
  const tooMuch = refuse(text);
  if (tooMuch !== undefined) return { root: undefined, problems: [tooMuch] };
  const document = firstDocument(text);
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

/** Lexer, parser and composer are lazy: nothing behind the first document is looked at. */
function firstDocument(text: string): Document.Parsed | undefined {
  const composer = new Composer({
    schema: 'failsafe',
    merge: false,
    uniqueKeys: false,
    keepSourceTokens: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  for (const document of composer.compose(new Parser().parse(text))) return document;
  return undefined;
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

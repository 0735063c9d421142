/** An RE2 pattern as a JavaScript one, or why it cannot be. */
export type CompiledPattern = { readonly pattern: RegExp } | { readonly wrong: string };

const compiled = new Map<string, CompiledPattern>();
const CACHE_SIZE = 200;
const posix: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** Compiles a pattern of Go's RE2 syntax; look-around and back references, which RE2 lacks, are refused. */
export function compilePattern(source: string): CompiledPattern {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  if (compiled.size >= CACHE_SIZE) compiled.clear();
  const result = compile(source);
  compiled.set(source, result);
  return result;
}

function compile(source: string): CompiledPattern {
  const foreign = /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</.exec(source.replaceAll(/\\\\/g, ''))?.[0];
  if (foreign !== undefined) {
    return { wrong: `error parsing regexp: invalid or unsupported Perl syntax: \`${foreign}\`` };
  }
  const flags = /^\(\?([imsU]+)\)/.exec(source);
  const body = source.slice(flags?.[0].length ?? 0);
  const letters = flags?.[1] ?? '';
  try {
    const text = translate(body, letters.includes('s'));
    return { pattern: new RegExp(text, `u${letters.replace(/[^im]/g, '')}`) };
  } catch {
    return { wrong: `error parsing regexp: \`${source}\`` };
  }
}

const TOKEN =
  /\\Q([\s\S]*?)(?:\\E|$)|\\([pP])(\{\^?\w+\}|\w)|\\x\{([0-9a-fA-F]+)\}|\\([\s\S])|\[:(\^?)(\w+):\]|\(\?P?<(\w+)>|[\s\S]/gu;

/** Rewrites what RE2 and JavaScript spell differently. */
function translate(source: string, dotAll: boolean): string {
  let inClass = false;
  return source.replace(TOKEN, (token, quoted, property, category, code, escaped, negated, name, group) => {
    if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    if (property !== undefined) return unicodeClass(property, category);
    if (code !== undefined) return `\\u{${code}}`;
    if (escaped !== undefined) return translateEscape(escaped, inClass);
    if (name !== undefined) return posixClass(name, negated === '^', inClass) ?? token;
    if (group !== undefined) return `(?<${group}>`;
    if (token === '[' && !inClass) inClass = true;
    else if (token === '[') return '\\[';
    else if (token === ']') inClass = false;
    else if (token === '.' && !inClass) return dotAll ? '[\\s\\S]' : '[^\\n]';
    return token;
  });
}

function unicodeClass(property: string, category: string): string {
  const name = category.replace(/[{}^]/g, '');
  const sign = category.includes('^') === (property === 'P') ? 'p' : 'P';
  return name.length <= 2 ? `\\${sign}{${name}}` : `\\${sign}{Script=${name}}`;
}

function posixClass(name: string, isNegated: boolean, inClass: boolean): string | undefined {
  const characters = posix[name];
  return characters === undefined || isNegated || !inClass ? undefined : characters;
}

function translateEscape(escaped: string, inClass: boolean): string {
  if (escaped === 'A' && !inClass) return '(?<![\\s\\S])';
  if (escaped === 'z' && !inClass) return '(?![\\s\\S])';
  if (escaped === 'a') return '\\x07';
  if (escaped === 's') return inClass ? '\\t\\n\\f\\r ' : '[\\t\\n\\f\\r ]';
  if (escaped === 'S' && !inClass) return '[^\\t\\n\\f\\r ]';
  if (/[dDwWbBfnrtvx]/.test(escaped)) return `\\${escaped}`;
  if (/[\^$\\.*+?()[\]{}|/-]/.test(escaped)) return escaped === '-' && !inClass ? '-' : `\\${escaped}`;
  if (/[A-Za-z0-9]/.test(escaped)) throw new SyntaxError(`unknown escape \\${escaped}`);
  return escaped;
}

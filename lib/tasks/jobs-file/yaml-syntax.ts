import type { ErrorCode, YAMLError } from 'yaml';

const messages: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias cannot have an anchor or a tag of its own',
  BAD_ALIAS: 'a "*" here begins an alias without a name; put the text in quotes',
  BAD_DIRECTIVE: 'unknown YAML directive',
  BAD_DQ_ESCAPE: 'unknown escape in double quotes; write \\\\ for a backslash, or use single quotes',
  BAD_INDENT: 'wrong indentation: keys of one map, and items of one list, begin in the same column',
  BAD_PROP_ORDER: 'anchor and tag must stand before the value, on its own line',
  BAD_SCALAR_START: 'text cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a map cannot begin here; is the indentation right, or does a text with ": " need quotes?',
  BLOCK_IN_FLOW: 'inside […] and {…} only […] and {…} can be nested',
  KEY_OVER_1024_CHARS: 'a key has more than 1,024 characters; is a ":" or a quote missing?',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line with its ":"',
  MULTIPLE_ANCHORS: 'a value can have one anchor only',
  MULTIPLE_DOCS: 'a second document begins here ("---"); one file holds one document',
  MULTIPLE_TAGS: 'a value can have one tag only',
  RESOURCE_EXHAUSTION: 'the file is nested too deeply',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  TAG_RESOLVE_FAILED: 'unknown tag; write the value without "!"',
  BAD_COLLECTION_TYPE: 'the tag does not fit the value; write the value without "!"',
};

/** Where one code has several meanings, the parser's words tell which. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [/^Missing closing/, 'a quote is not closed'],
  [/end with a \]/, 'a "[" is not closed, or its items stand too far left'],
  [/end with a }/, 'a "{" is not closed, or its items stand too far left'],
  [/^Missing , (or : )?between/, 'a "," is missing between two items'],
  [/^Implicit map keys need/, 'a ":" is missing after this key'],
  [/^Missing space after :/, 'a space is missing after ":"'],
  [/^Sequence item without/, 'a "- " is missing before this item'],
  [/^Comments must be separated/, 'a space is missing before the "#" of a comment'],
];

/** A YAML syntax error in our own words. */
export function explainSyntax({ code, message }: YAMLError): string {
  const [first = ''] = message.split('\n');
  const [, meaning] = meanings.find(([pattern]) => pattern.test(first)) ?? [];
  return meaning ?? messages[code] ?? `no valid YAML: ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
}

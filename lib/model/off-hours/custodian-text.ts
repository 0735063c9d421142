/** A part between semicolons, where it begins in the tag's value, and the `key=value` words in it. */
export interface TagPiece {
  readonly text: string;
  readonly offset: number;
  readonly words: readonly { readonly key: string; readonly value: string }[];
}

export interface SplitTag {
  /** Lower-case, escapes replaced, quotes around it taken off. */
  readonly text: string;
  readonly pieces: readonly TagPiece[];
  readonly data: ReadonlyMap<string, string>;
}

/** `u28` and so on, for services whose tags may not hold `( ) [ ] , ; = / -`. */
const escapes = /u(28|29|5b|5d|2c|3b|3d|2f|2d)/g;

/** Cuts a tag's value as `Time.get_tag_value` and `ScheduleParser.raw_data` do. */
export function splitTag(value: string): SplitTag {
  const { text, offsets } = stripQuotes(unescaped(value.toLowerCase()));
  const pieces: TagPiece[] = [];
  let index = 0;
  for (const piece of text.split(';')) {
    if (piece !== '') pieces.push({ text: piece, offset: offsets[index] ?? 0, words: wordsOf(piece) });
    index += piece.length + 1;
  }
  const data = new Map(pieces.flatMap(({ words }) => words.map(({ key, value: word }) => [key, word])));
  return { text, pieces, data };
}

interface Mapped {
  readonly text: string;
  /** For each character of the text, where it came from. */
  readonly offsets: readonly number[];
}

function unescaped(value: string): Mapped {
  const offsets: number[] = [];
  let text = '';
  for (let index = 0; index < value.length; ) {
    escapes.lastIndex = index;
    const found = escapes.exec(value);
    const isHere = found?.index === index;
    text += isHere ? String.fromCharCode(Number.parseInt(found[1] ?? '', 16)) : value[index];
    offsets.push(index);
    index += isHere ? 3 : 1;
  }
  return { text, offsets };
}

/** First all `'`, then all `"`, from both ends. */
function stripQuotes({ text, offsets }: Mapped): Mapped {
  const inner = text.replace(/^'+|'+$/g, '').replace(/^"+|"+$/g, '');
  const start = inner === '' ? 0 : text.indexOf(inner);
  return { text: inner, offsets: offsets.slice(start, start + inner.length) };
}

/** Words between blanks with exactly one `=`. */
function wordsOf(piece: string): TagPiece['words'] {
  return piece.split(' ').flatMap((word) => {
    const [key = '', value = '', ...more] = word.split('=');
    return word.includes('=') && more.length === 0 ? [{ key, value }] : [];
  });
}

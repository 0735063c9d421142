const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/** The order in which go-yaml writes keys: numbers inside by their value, letters behind other characters. */
export function compareNatural(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  let behindDigits = false;
  for (let index = 0; index < left.length && index < right.length; index++) {
    const first = left[index] ?? '';
    const second = right[index] ?? '';
    if (first === second) {
      behindDigits = DIGIT.test(first);
      continue;
    }
    const isLetter = LETTER.test(first);
    const isOtherLetter = LETTER.test(second);
    if (isLetter && isOtherLetter) return codePoint(first) - codePoint(second);
    if (isLetter || isOtherLetter) return isLetter === behindDigits ? -1 : 1;
    return compareNumbers(left, right, index);
  }
  return left.length - right.length;
}

function compareNumbers(left: readonly string[], right: readonly string[], index: number): number {
  const isContinued = continuesNumber(left, right, index);
  const first = numberAt(left, index, isContinued);
  const second = numberAt(right, index, isContinued);
  if (first.value !== second.value) return first.value - second.value;
  if (first.end !== second.end) return first.end - second.end;
  return codePoint(left[index] ?? '') - codePoint(right[index] ?? '');
}

/** A zero that is not leading counts as a digit. */
function continuesNumber(left: readonly string[], right: readonly string[], index: number): boolean {
  if (left[index] !== '0' && right[index] !== '0') return false;
  for (let before = index - 1; before >= 0 && DIGIT.test(left[before] ?? ''); before--) {
    if (left[before] !== '0') return true;
  }
  return false;
}

function numberAt(
  text: readonly string[],
  start: number,
  isContinued: boolean,
): { value: number; end: number } {
  let value = isContinued ? 1 : 0;
  let end = start;
  for (; end < text.length && DIGIT.test(text[end] ?? ''); end++) {
    value = value * 10 + codePoint(text[end] ?? '0') - 48;
  }
  return { value, end };
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

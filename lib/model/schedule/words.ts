const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** "a", "a and b", "a, b and c". */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Numbers as words, runs of three and more as "a to b". */
export function spans(values: readonly number[], name: (value: number) => string = String): string[] {
  const runs: number[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === value - 1) run.push(value);
    else runs.push([value]);
  }
  return runs.flatMap((run) => {
    const [first = 0] = run;
    const last = run.at(-1) ?? first;
    return run.length >= 3 ? [`${name(first)} to ${name(last)}`] : run.map(name);
  });
}

/** Weekdays (0 is Sunday) as words; a run goes over the week's end: "Friday to Monday". */
export function weekdayNames(days: readonly number[]): string {
  if (days.length === 7) return 'every day';
  const isFree = (day: number) => !days.includes((day + 7) % 7);
  const sorted = [1, 2, 3, 4, 5, 6, 0].filter((day) => days.includes(day));
  const starts = sorted.filter((day) => isFree(day - 1));
  const wraps = starts.some((start) => Array.from({ length: 7 }, (_, i) => start + i).findIndex(isFree) >= 3);
  if (!wraps) return joinWords(sorted.map((day) => weekdays[day] ?? ''));
  const runs = starts.flatMap((start) => {
    const length = Array.from({ length: 8 }, (_, i) => start + i).findIndex(isFree);
    const names = Array.from({ length }, (_, i) => weekdays[(start + i) % 7] ?? '');
    return length >= 3 ? [`${names[0]} to ${names.at(-1)}`] : names;
  });
  return joinWords(runs);
}

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** Seconds of a duration as Pulumi ESC writes it: `1h`, `90m`, `1h30m`, `3600s`. Undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?[hms])+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)([hms])/g);
  const seconds = [...parts].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitSeconds[unit ?? ''] ?? Number.NaN),
    0,
  );
  return Number.isInteger(seconds) ? seconds : undefined;
}

import type { SettingsMistake, TaskDefinition } from '../task.ts';
import type { Path } from './mistake.ts';

export interface SettledSettings {
  /** The settings with the files that they name inlined; as they were where that failed. */
  readonly settings: unknown;
  readonly mistakes: readonly SettingsMistake[];
}

interface SettleInput<Settings> {
  readonly definition: TaskDefinition<Settings>;
  readonly settings: Settings;
  readonly read: (path: string) => string;
  readonly scheduleNames: readonly string[];
}

/** Inlines the files that settings name, then checks what a schema cannot. A file that fails is a mistake at its setting. */
export function settle<Settings>(input: SettleInput<Settings>): SettledSettings {
  const inlined = inline(input);
  if (inlined.kind === 'failed') return { settings: input.settings, mistakes: [inlined.mistake] };
  return {
    settings: inlined.settings,
    mistakes: input.definition.check?.(inlined.settings, input.scheduleNames) ?? [],
  };
}

type Inlined<Settings> =
  | { readonly kind: 'inlined'; readonly settings: Settings }
  | { readonly kind: 'failed'; readonly mistake: SettingsMistake };

function inline<Settings>({
  definition,
  settings,
  read,
}: Omit<SettleInput<Settings>, 'scheduleNames'>): Inlined<Settings> {
  if (definition.inlineFiles === undefined) return { kind: 'inlined', settings };
  let asked = '';
  const noted = (path: string) => {
    asked = path;
    return read(path);
  };
  try {
    return { kind: 'inlined', settings: definition.inlineFiles(settings, noted) };
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { kind: 'failed', mistake: { path: findText(settings, asked) ?? [], message } };
  }
}

/** The way to the first setting that is exactly this text. */
function findText(value: unknown, text: string): Path | undefined {
  if (value === text) return [];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const rest = findText(item, text);
    if (rest !== undefined) return [key, ...rest];
  }
  return undefined;
}
